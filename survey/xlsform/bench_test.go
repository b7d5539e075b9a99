package xlsform

import (
	"fmt"
	"testing"

	"doorstep/survey"
)

// generated makes a workbook of n questions with rules, choices and groups of
// ten questions.
func generated(b *testing.B, n int) survey.Source {
	rows := [][]any{{"type", "name", "label::English (en)", "label::Polish (pl)", "hint", "required", "relevant", "constraint", "constraint_message", "calculation", "appearance"}}
	for i := range n {
		if i%10 == 0 {
			rows = append(rows, []any{"begin_group", fmt.Sprintf("g%d", i), "Part", "Część"})
		}
		relevant := ""
		if i > 0 {
			relevant = fmt.Sprintf("${q%d} != '' and not(selected(${q%d}, 'c9'))", i-1, i/2)
		}
		name, label := fmt.Sprintf("q%d", i), fmt.Sprintf("Question number %d of this long survey?", i)
		switch i % 4 {
		case 0:
			rows = append(rows, []any{"select_one l" + fmt.Sprint(i%20), name, label, "Pytanie?", "Pick one", "yes", relevant})
		case 1:
			rows = append(rows, []any{"integer", name, label, "Pytanie?", nil, "yes", relevant, ". >= 0 and . <= 120", "Between 0 and 120"})
		case 2:
			rows = append(rows, []any{"text", name, label, "Pytanie?", nil, nil, relevant, nil, nil, nil, "multiline"})
		default:
			rows = append(rows, []any{"calculate", name, nil, nil, nil, nil, nil, nil, nil, fmt.Sprintf("if(${q%d} > 5, ${q%d} + 1, 0)", i-2, i-2)})
		}
		if i%10 == 9 {
			rows = append(rows, []any{"end_group"})
		}
	}
	choices := [][]any{{"list_name", "name", "label::English (en)", "label::Polish (pl)", "zone"}}
	for l := range 20 {
		for c := range n / 20 {
			choices = append(choices, []any{fmt.Sprintf("l%d", l), fmt.Sprintf("c%d", c), "Choice", "Wybór", c % 7})
		}
	}
	return workbook(b, map[string][][]any{"survey": rows, "choices": choices, "settings": {{"form_id", "version"}, {"bench", 1}}})
}

func BenchmarkRead(b *testing.B) {
	for _, n := range []int{100, 1_000, 5_000} {
		b.Run(fmt.Sprintf("%d questions", n), func(b *testing.B) {
			src := generated(b, n)
			b.ReportAllocs()
			for b.Loop() {
				form, problems, err := Read(src)
				if err != nil || form == nil {
					b.Fatalf("%v\n%s", err, list(problems))
				}
			}
		})
	}
}
