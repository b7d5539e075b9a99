package viewmodel

import (
	"bytes"
	"context"
	"image"
	"image/png"
	"path/filepath"
)

// chartPictures keeps the pictures of a screen's charts.
type chartPictures struct {
	run    Runtime
	keeper PictureKeeper // nil when no pictures are kept
	form   func() string // the questionnaire whose charts are shown
	said   func(chart, path string, err error)
}

// CanSavePictures reports whether pictures of charts can be kept.
func (p chartPictures) CanSavePictures() bool { return p.keeper != nil }

// SavePicture keeps a chart's picture as a PNG file, and says where.
func (p chartPictures) SavePicture(c Chart, img image.Image) {
	of := p.form()
	keepPicture(p.run, p.keeper, of+" "+c.Name, img, func(path string, err error) {
		if of == p.form() { // else another questionnaire is shown by now
			p.said(c.Name, path, err)
		}
	})
}

// keepPicture writes a picture where pictures go, one a day by its name, and
// says where.
func keepPicture(run Runtime, to PictureKeeper, name string, img image.Image, done func(path string, err error)) {
	path := filepath.Join(to.PictureFolder(), fileName(name+" "+run.Now().Format("2006-01-02")+".png"))
	run.Go(func() {
		var data bytes.Buffer
		err := png.Encode(&data, img)
		if err == nil {
			err = to.KeepPicture(context.Background(), path, data.Bytes())
		}
		run.Do(func() {
			if err != nil {
				run.Log.Error("picture not kept", "err", err)
				path = ""
			}
			done(path, err)
		})
	})
}
