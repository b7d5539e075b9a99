package viewmodel

import (
	"path"
	"strings"

	"doorstep/survey"
)

// File is a picture, a sound or a film that came with the questionnaire.
type File struct {
	Name string
	Data []byte // nil when the file did not come with it
}

// Media is what is seen and heard with a question.
type Media struct {
	Image, BigImage, Audio, Video File
	Playing                       bool // Audio is heard now
}

// attached finds the files that came with a questionnaire by name.
type attached map[string][]byte

// file returns the file a cell names, in a language; its Name is "" when the
// cell is empty.
func (a attached) file(names survey.Label, language, otherwise string) File {
	name, _ := names.In(language, otherwise)
	if name = strings.TrimSpace(name); name == "" {
		return File{}
	}
	if data, ok := a[name]; ok {
		return File{name, data}
	}
	base := strings.ToLower(path.Base(strings.ReplaceAll(name, `\`, "/")))
	for other, data := range a {
		if strings.ToLower(path.Base(other)) == base {
			return File{name, data}
		}
	}
	return File{Name: name}
}

// media returns what is seen and heard with an item.
func (m *Interview) media(item *survey.Item) Media {
	file := func(names survey.Label) File {
		if len(names) == 0 {
			return File{}
		}
		return m.files.file(names, m.header.Language, m.form.DefaultLanguage)
	}
	return Media{Image: file(item.Image), BigImage: file(item.BigImage), Audio: file(item.Audio), Video: file(item.Video)}
}

// choiceMedia is the same for a choice.
func (m *Interview) choiceMedia(c *survey.Choice) (image, audio File) {
	if c == nil || len(c.Image) == 0 && len(c.Audio) == 0 {
		return File{}, File{}
	}
	return m.files.file(c.Image, m.header.Language, m.form.DefaultLanguage),
		m.files.file(c.Audio, m.header.Language, m.form.DefaultLanguage)
}
