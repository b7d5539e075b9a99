// Package submit sends responses to a server that speaks the OpenRosa form
// submission API, as ODK Central and KoboToolbox do: a HEAD request finds the
// address and how much it takes, then one multipart POST or more a response,
// the XML first, each with as many of its files as fit.
//
// A server that asks gets Digest or Basic credentials, or a token. What fails
// for a passing reason is tried again; what the server refuses is told and the
// next goes on. Sending again is harmless: servers know a response by its
// instanceID. A [Client] belongs to one goroutine.
package submit

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/textproto"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/icholy/digest"
)

// What may go wrong, for callers that answer it in their own words.
var (
	ErrSignIn  = errors.New("the server does not take the user name and password, or the token")
	ErrRefused = errors.New("the server refuses the response")
	ErrServer  = errors.New("the server cannot be reached or has a fault of its own")
	ErrNotSafe = errors.New("the address is not https")
)

// Credentials are a user's, or a token; none of them for an open server.
type Credentials struct{ User, Password, Token string }

// File goes with a response.
type File struct {
	Name string
	Data []byte
}

// Client sends to one server.
type Client struct {
	Wait func(ctx context.Context, d time.Duration) error // between tries; real time when nil

	http    *http.Client
	address *url.URL
	signs   Credentials
	most    int64 // bytes a request; 0 for no limit known
	found   bool
}

// tries is how often a request is made before it is given up.
const tries = 4

// New readies a client. Only an address on this machine may do without https.
func New(address string, c Credentials, transport http.RoundTripper) (*Client, error) {
	at, err := url.Parse(address)
	if err != nil || at.Host == "" || at.User != nil {
		return nil, errors.New("this is not a server's address, or has a password in it") // which is not to be shown
	}
	local := at.Hostname() == "localhost" || at.Hostname() == "127.0.0.1" || at.Hostname() == "::1"
	if at.Scheme != "https" && !(at.Scheme == "http" && local) {
		return nil, fmt.Errorf("%w: anybody on the way to %s could read the responses", ErrNotSafe, at.Host)
	}
	if last := strings.TrimRight(at.Path, "/"); !strings.HasSuffix(last, "/submission") {
		at.Path = last + "/submission"
	}
	if transport == nil {
		transport = http.DefaultTransport
	}
	if c.User != "" {
		transport = &signer{digest: digest.Transport{Username: c.User, Password: c.Password, Transport: transport}, plain: transport, c: c}
	}
	cl := &Client{address: at, signs: c}
	cl.http = &http.Client{Transport: transport, Timeout: 5 * time.Minute, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	return cl, nil
}

// signer signs requests as the server asks: Digest, else Basic.
type signer struct {
	digest digest.Transport
	plain  http.RoundTripper
	c      Credentials
	basic  bool
}

func (s *signer) RoundTrip(r *http.Request) (*http.Response, error) {
	if s.basic {
		return s.signBasic(r)
	}
	res, err := s.digest.RoundTrip(r)
	if err != nil || res.StatusCode != http.StatusUnauthorized {
		return res, err
	}
	for _, way := range res.Header.Values("WWW-Authenticate") {
		if strings.HasPrefix(strings.ToLower(way), "digest") {
			return res, nil // tried, and not taken
		}
	}
	for _, way := range res.Header.Values("WWW-Authenticate") {
		if strings.HasPrefix(strings.ToLower(way), "basic") {
			res.Body.Close()
			s.basic = true
			return s.signBasic(r)
		}
	}
	return res, nil
}

func (s *signer) signBasic(r *http.Request) (*http.Response, error) {
	again := r.Clone(r.Context())
	if r.GetBody != nil {
		body, err := r.GetBody()
		if err != nil {
			return nil, err
		}
		again.Body = body
	}
	again.SetBasicAuth(s.c.User, s.c.Password)
	return s.plain.RoundTrip(again)
}

// find asks the server where submissions go and how large they may be.
func (c *Client) find(ctx context.Context) error {
	for range 5 {
		res, err := c.try(ctx, http.MethodHead, nil, "")
		if err != nil {
			return err
		}
		switch res.StatusCode {
		case http.StatusNoContent, http.StatusOK:
			if most, err := strconv.ParseInt(res.Header.Get("X-OpenRosa-Accept-Content-Length"), 10, 64); err == nil && most > 0 {
				c.most = most
			}
			if err := c.follow(res); err != nil {
				return err
			}
			c.found = true
			return nil
		case http.StatusMovedPermanently, http.StatusFound, http.StatusTemporaryRedirect, http.StatusPermanentRedirect:
			if err := c.follow(res); err != nil {
				return err
			}
		case http.StatusUnauthorized, http.StatusForbidden:
			return ErrSignIn
		default:
			return fmt.Errorf("%w: it answers %s when asked where responses go", ErrServer, res.Status)
		}
	}
	return fmt.Errorf("%w: it sends from one address to the next without end", ErrServer)
}

// follow goes where the server points, never to a less safe address, and with
// credentials only where they belong.
func (c *Client) follow(res *http.Response) error {
	to := res.Header.Get("Location")
	if to == "" {
		return nil
	}
	at, err := c.address.Parse(to)
	if err != nil {
		return fmt.Errorf("%w: it points to %q", ErrServer, to)
	}
	if c.address.Scheme == "https" && at.Scheme != "https" || at.Scheme != "http" && at.Scheme != "https" {
		return fmt.Errorf("%w: the server points to %s", ErrNotSafe, at)
	}
	if at.Host != c.address.Host && (c.signs.User != "" || c.signs.Token != "") {
		return fmt.Errorf("%w: it points to %s; your user name or token is for %s, so give that address if it is right", ErrServer, at.Host, c.address.Host)
	}
	c.address = at
	return nil
}

// Send sends one response with its files; here reports that the server had it
// already. Files that a request has no room for go in further requests.
func (c *Client) Send(ctx context.Context, xml []byte, files []File) (here bool, err error) {
	if !c.found {
		if err := c.find(ctx); err != nil {
			return false, err
		}
	}
	for _, part := range c.parts(xml, files) {
		res, err := c.post(ctx, xml, part)
		if err != nil {
			return false, err
		}
		switch res.StatusCode {
		case http.StatusCreated:
		case http.StatusAccepted, http.StatusOK: // taken; KoboToolbox says so of what it has already
			here = true
		case http.StatusUnauthorized, http.StatusForbidden:
			return false, ErrSignIn
		default:
			return false, fmt.Errorf("%w: %s", ErrRefused, res.Status)
		}
	}
	return here, nil
}

// headRoom is what a request needs beside its files and the XML.
const headRoom = 4096

// parts shares files out over requests; there is at least one.
func (c *Client) parts(xml []byte, files []File) [][]File {
	parts := [][]File{nil}
	room := c.most - int64(len(xml)) - headRoom
	used := int64(0)
	for _, f := range files {
		need := int64(len(f.Data)+len(f.Name)) + 300
		if last := len(parts) - 1; c.most > 0 && len(parts[last]) > 0 && used+need > room {
			parts, used = append(parts, nil), 0
		}
		last := len(parts) - 1
		parts[last], used = append(parts[last], f), used+need
	}
	return parts
}

func (c *Client) post(ctx context.Context, xml []byte, files []File) (*http.Response, error) {
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	add := func(field, name, kind string, data []byte) error {
		quote := strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\r", "", "\n", "")
		h := textproto.MIMEHeader{}
		h.Set("Content-Disposition", fmt.Sprintf(`form-data; name="%s"; filename="%s"`, quote.Replace(field), quote.Replace(name)))
		h.Set("Content-Type", kind)
		part, err := w.CreatePart(h)
		if err == nil {
			_, err = part.Write(data)
		}
		return err
	}
	err := add("xml_submission_file", "submission.xml", "text/xml", xml)
	for _, f := range files {
		err = errors.Join(err, add(f.Name, f.Name, http.DetectContentType(f.Data), f.Data))
	}
	if err = errors.Join(err, w.Close()); err != nil {
		return nil, err
	}
	return c.try(ctx, http.MethodPost, body.Bytes(), w.FormDataContentType())
}

// try makes a request, again when the network or the server has a passing
// fault. The response's body has been read.
func (c *Client) try(ctx context.Context, method string, body []byte, kind string) (res *http.Response, err error) {
	pause := time.Second
	for n := 1; ; n++ {
		res, err = c.once(ctx, method, body, kind)
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		passing := err != nil || res.StatusCode == http.StatusTooManyRequests || res.StatusCode >= 500
		if !passing {
			return res, nil
		}
		if n == tries {
			break
		}
		wait := pause
		if res != nil {
			if after, e := strconv.Atoi(res.Header.Get("Retry-After")); e == nil && after > 0 {
				wait = min(time.Duration(after)*time.Second, time.Minute)
			}
		}
		if err := c.wait(ctx, wait); err != nil {
			return nil, err
		}
		pause *= 2
	}
	if inAddress := new(url.Error); errors.As(err, &inAddress) {
		err = inAddress.Err // its own words hold the address, and that may hold a key
	}
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrServer, err)
	}
	return nil, fmt.Errorf("%w: it answers %s", ErrServer, res.Status)
}

func (c *Client) wait(ctx context.Context, d time.Duration) error {
	if c.Wait != nil {
		return c.Wait(ctx, d)
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}

func (c *Client) once(ctx context.Context, method string, body []byte, kind string) (*http.Response, error) {
	req, err := http.NewRequestWithContext(ctx, method, c.address.String(), bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	req.Header.Set("X-OpenRosa-Version", "1.0")
	req.Header.Set("Date", time.Now().UTC().Format(http.TimeFormat))
	if kind != "" {
		req.Header.Set("Content-Type", kind)
	}
	if c.signs.Token != "" {
		how := c.signs.Token
		if !strings.Contains(how, " ") {
			how = "Bearer " + how // KoboToolbox wants "Token ...", given whole
		}
		req.Header.Set("Authorization", how)
	}
	res, err := c.http.Do(req)
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	_, err = io.Copy(io.Discard, io.LimitReader(res.Body, 1<<20))
	return res, err
}
