package screen

/*
#cgo LDFLAGS: -lX11
#include <stdlib.h>
#include <string.h>
#include <X11/Xlib.h>
#include <X11/Xutil.h>
#include <X11/Xatom.h>

static int ignored(Display *d, XErrorEvent *e) { return 0; }

static Display *open_display(void) {
	XSetErrorHandler(ignored); // windows come and go while they are looked at
	return XOpenDisplay(NULL);
}

static Window belongs_to(Display *d, Window at, long pid) {
	Atom name = XInternAtom(d, "_NET_WM_PID", False), type;
	int format;
	unsigned long n, after;
	unsigned char *value = NULL;
	if (XGetWindowProperty(d, at, name, 0, 1, False, XA_CARDINAL, &type, &format, &n, &after, &value) == Success && value) {
		long found = n == 1 ? *(long *)value : 0;
		XFree(value);
		if (found == pid) return at;
	}
	Window root, parent, *children, hit = 0;
	unsigned int count;
	if (!XQueryTree(d, at, &root, &parent, &children, &count)) return 0;
	for (unsigned int i = 0; i < count && !hit; i++) hit = belongs_to(d, children[i], pid);
	if (children) XFree(children);
	return hit;
}

static int grab(Display *d, int x, int y, int w, int h, unsigned char *to) {
	XImage *image = XGetImage(d, DefaultRootWindow(d), x, y, w, h, AllPlanes, ZPixmap);
	if (!image) return 0;
	int ok = image->bits_per_pixel == 32 && image->bytes_per_line == w * 4;
	if (ok) memcpy(to, image->data, (size_t)w * h * 4);
	XDestroyImage(image);
	return ok;
}

static void press(Display *d, Window w, const char *name, unsigned int held, unsigned long at) {
	for (int down = 1; down >= 0; down--) {
		XKeyEvent e = {0};
		e.type = down ? KeyPress : KeyRelease;
		e.display = d;
		e.window = w;
		e.root = DefaultRootWindow(d);
		e.time = at + !down;
		e.state = held;
		e.same_screen = True;
		e.keycode = XKeysymToKeycode(d, XStringToKeysym(name));
		XSendEvent(d, w, False, down ? KeyPressMask : KeyReleaseMask, (XEvent *)&e);
	}
	XFlush(d);
}
*/
import "C"

import (
	"errors"
	"image"
	"strings"
	"unsafe"
)

// Screen is a display.
type Screen struct {
	display *C.Display
	clock   C.ulong // of the keys pressed; it only goes up
}

// ErrNoDisplay says that there is no display to look at.
var ErrNoDisplay = errors.New("there is no X11 display")

// Open connects to the display that DISPLAY names.
func Open() (*Screen, error) {
	d := C.open_display()
	if d == nil {
		return nil, ErrNoDisplay
	}
	return &Screen{display: d, clock: 1}, nil
}

// Close ends the connection.
func (s *Screen) Close() { C.XCloseDisplay(s.display) }

// Window is the id of a window of the process, 0 for none yet.
func (s *Screen) Window(pid int) uint64 {
	return uint64(C.belongs_to(s.display, C.XDefaultRootWindow(s.display), C.long(pid)))
}

// Pixels copies what is shown in an area, four bytes a pixel: blue, green, red
// and one that says nothing. It returns nil when it cannot.
func (s *Screen) Pixels(r image.Rectangle) []byte {
	to := make([]byte, r.Dx()*r.Dy()*4)
	if C.grab(s.display, C.int(r.Min.X), C.int(r.Min.Y), C.int(r.Dx()), C.int(r.Dy()), (*C.uchar)(unsafe.Pointer(&to[0]))) == 0 {
		return nil
	}
	return to
}

// Press gives a window one key, named as X11 does: Return, 1, space, ctrl+3.
func (s *Screen) Press(window uint64, key string) {
	key, control := strings.CutPrefix(key, "ctrl+")
	held := C.uint(0)
	if control {
		held = C.ControlMask
	}
	name := C.CString(key)
	defer C.free(unsafe.Pointer(name))
	s.clock += 20
	C.press(s.display, C.Window(window), name, held, s.clock)
}
