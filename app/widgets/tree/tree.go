package tree

import (
	"image"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"doorstep/app/widgets"
)

// Tree is a tree with some of its leaves on.
type Tree struct {
	widget.BaseWidget

	words   []string // of all leaves, in the order they grow
	shown   int      // so many are on the tree
	lit     int      // the one being read, -1 for none
	growing float32  // how far the last has grown, 0 to 1

	always bool // words stand on leaves however small they are

	head, foot float32 // left free above the crown and on the ground

	drawn    *picture // of the last size and look
	renderer *renderer
}

// New returns a bare tree.
func New() *Tree {
	t := &Tree{lit: -1, growing: 1}
	t.ExtendBaseWidget(t)
	return t
}

// Set puts the first so many leaves on the tree. lit is the one being read, -1
// for none.
func (t *Tree) Set(words []string, shown, lit int) {
	t.words, t.shown, t.lit = words, min(shown, len(words)), lit
	t.Refresh()
}

// Grow draws the last leaf as it grows, from 0 to 1.
func (t *Tree) Grow(part float32) {
	if part == t.growing {
		return
	}
	began := t.growing < 1 && part < 1
	t.growing = part
	if r := t.renderer; began && r != nil && t.drawn != nil && t.shown > 0 && r.newOf == t.shown-1 {
		r.place(t.drawn.shape.leaves[t.shown-1]) // the rest stands still
		canvas.Refresh(r.new)
		return
	}
	t.Refresh()
}

// Total is how many leaves there can be.
func (t *Tree) Total() int { return len(t.words) }

// Lit is the leaf being read, -1 for none.
func (t *Tree) Lit() int { return t.lit }

// SetRoom leaves so much free above the crown and on the ground.
func (t *Tree) SetRoom(head, foot float32) {
	if head != t.head || foot != t.foot {
		t.head, t.foot = head, foot
		t.Refresh()
	}
}

// Shown is how many leaves are on the tree.
func (t *Tree) Shown() int { return t.shown }

// Words are those of the leaves on the tree.
func (t *Tree) Words() []string { return t.words[:t.shown] }

// MinSize is small: the tree fills what it is given.
func (t *Tree) MinSize() fyne.Size { return fyne.NewSize(200, 160) }

// HeightFor keeps the shape of a sheet of paper on its side.
func (t *Tree) HeightFor(width float32) float32 { return width / 1.5 }

// AccessibilityLabel tells what a screen reader should say of the picture.
func (t *Tree) AccessibilityLabel() string { return "A tree; each leaf is a pledge" }

// AccessibilityRole tells a screen reader that this is to be read.
func (t *Tree) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleText }

// CreateRenderer draws the tree.
func (t *Tree) CreateRenderer() fyne.WidgetRenderer {
	t.ExtendBaseWidget(t)
	r := &renderer{t: t, scene: canvas.NewImageFromImage(nil), new: canvas.NewImageFromImage(nil)}
	r.scene.FillMode, r.new.FillMode, r.newOf = canvas.ImageFillStretch, canvas.ImageFillStretch, -1
	t.renderer = r
	return widgets.LaidOut(t, r)
}

// picture is what is painted for a size, a look and a number of leaves.
type picture struct {
	size    fyne.Size
	scale   float32
	palette widgets.Palette
	total   int
	room    [2]float32

	shape   *shape // in the units of the screen
	pixels  *image.RGBA
	painted int // leaves that are in pixels
	lit     int // as painted
	c       colours
	texts   []*widgets.Text // by leaf; nil where none fits
}

type renderer struct {
	t       *Tree
	scene   *canvas.Image
	new     *canvas.Image // the leaf that grows
	newOf   int
	objects []fyne.CanvasObject
}

func (r *renderer) Layout(size fyne.Size) {
	if size.Width < 1 || size.Height < 1 {
		return
	}
	t := r.t
	p := r.prepare(size)
	still := t.shown // leaves that no longer grow
	if t.growing < 1 && still > 0 {
		still--
	}
	if p.painted > still || p.lit != t.lit && p.lit >= 0 || p.painted < 0 {
		p.paint(0, still, t)
	} else if p.painted < still || p.lit != t.lit {
		p.paint(p.painted, still, t)
	}
	r.scene.Image = p.pixels
	r.scene.Resize(size)
	r.objects = append(r.objects[:0], r.scene)
	for i := range still {
		if text := p.texts[i]; text != nil {
			r.objects = append(r.objects, text)
		}
	}
	if still < t.shown {
		r.grow(p, still)
	}
}

// prepare readies the picture for a size, anew when anything of it changed.
func (r *renderer) prepare(size fyne.Size) *picture {
	t := r.t
	scale := float32(1)
	if c := fyne.CurrentApp().Driver().CanvasForObject(t); c != nil {
		scale = c.Scale()
	}
	palette := widgets.Colours()
	if p := t.drawn; p != nil && p.size == size && p.scale == scale && p.palette == palette && p.total == len(t.words) && p.room == [2]float32{t.head, t.foot} {
		return p
	}
	p := &picture{size: size, scale: scale, palette: palette, total: len(t.words), room: [2]float32{t.head, t.foot}, painted: -1, lit: -1, c: coloursOf(palette)}
	p.shape = shapeOf(p.total, float64(size.Width), float64(size.Height), float64(t.head), float64(t.foot))
	p.pixels = image.NewRGBA(image.Rect(0, 0, int(size.Width*scale+0.5), int(size.Height*scale+0.5)))
	p.texts = make([]*widgets.Text, p.total)
	for i, l := range p.shape.leaves {
		p.texts[i] = textIn(l, t.words[i], t.always)
	}
	t.drawn = p
	return p
}

// paint adds leaves to the picture; from 0 it begins with the bare tree.
func (p *picture) paint(from, to int, t *Tree) {
	s := p.shape.scaled(float64(p.scale))
	if from == 0 {
		paintScene(p.pixels, s, p.c)
	}
	if p.lit != t.lit && t.lit >= 0 && t.lit < from {
		from = t.lit // lit now: painted over itself
		to = max(to, p.painted)
	}
	b := newBrush(p.pixels)
	for i := max(from, 0); i < to; i++ {
		p.leaf(b, s.leaves[i], i, i == t.lit)
	}
	p.painted, p.lit = to, t.lit
}

func (p *picture) leaf(b *brush, l leaf, i int, lit bool) {
	corner := point{l.centre.x - l.width/2, l.centre.y - l.height/2}
	paintLeaf(b, corner, l, p.c, p.palette.Accent, lit, p.texts[i] == nil)
}

// grow draws the newest leaf by itself, in the size it has come to.
func (r *renderer) grow(p *picture, i int) {
	l := p.shape.leaves[i]
	if r.new.Image == nil || r.newOf != i || r.new.Image.Bounds().Dx() != int(l.width*float64(p.scale))+2 {
		big := l.scaled(float64(p.scale))
		img := image.NewRGBA(image.Rect(0, 0, int(big.width)+2, int(big.height)+2))
		paintLeaf(newBrush(img), point{}, big, p.c, p.palette.Accent, true, p.texts[i] == nil)
		r.new.Image, r.newOf = img, i
		r.new.Refresh()
	}
	r.place(l)
	r.objects = append(r.objects, r.new)
}

// place puts the leaf that grows on its twig, in the size it has come to.
func (r *renderer) place(l leaf) {
	part := max(0.02, r.t.growing)
	stem := l.stem()
	w, h := float32(l.width)*part, float32(l.height)*part
	x := float32(stem.x)
	if l.left {
		x -= w
	}
	y := float32(stem.y) - h*0.56
	r.new.Move(fyne.NewPos(x, y))
	r.new.Resize(fyne.NewSize(w, h))
}

func (r *renderer) MinSize() fyne.Size { return r.t.MinSize() }

func (r *renderer) Refresh() {
	r.Layout(r.t.Size())
	r.scene.Refresh()
	canvas.Refresh(r.t)
}

func (r *renderer) Objects() []fyne.CanvasObject { return r.objects }
func (r *renderer) Destroy()                     {}
