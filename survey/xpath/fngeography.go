package xpath

import (
	"math"
	"strings"
)

var geographyFunctions = []function{
	{name: "area", min: 1, max: 1, number: area},
	{name: "enclosed-area", min: 1, max: 1, number: area},
	{name: "distance", min: 1, max: many, number: distance},
}

// earthRadius is the radius ODK's tools reckon with, in metres.
const earthRadius = 6_378_100

// point is a place on the earth, in radians.
type point struct{ lat, lon float64 }

// points reads the points of the arguments, parted by semicolons, each as
// latitude, longitude and perhaps more in degrees. Questions left blank are no
// points; anything else that is none is not ok.
func points(f *frame, args []code) (list []point, ok bool) {
	answers := args[0].kind() == NodesKind
	for _, text := range allTexts(f, args) {
		if answers && strings.TrimSpace(text) == "" {
			continue
		}
		for _, one := range strings.Split(text, ";") {
			words := strings.Fields(one)
			if len(words) == 0 && len(list) > 0 {
				continue
			}
			if len(words) < 2 {
				return nil, false
			}
			lat, latOK := parsePlain(words[0])
			lon, lonOK := parsePlain(words[1])
			if !latOK || !lonOK || math.Abs(lat) > 90 || math.Abs(lon) > 180 {
				return nil, false
			}
			list = append(list, point{lat * math.Pi / 180, lon * math.Pi / 180})
		}
	}
	return list, answers || len(list) > 0
}

// area gives the square metres within the points, in a closed line or not, on
// a sphere: R²/2 · |Σ Δlon (2 + sin lat₁ + sin lat₂)|.
func area(f *frame, args []code) float64 {
	list, ok := points(f, args)
	switch {
	case !ok:
		return math.NaN()
	case f.env.Collect:
		return flatArea(list)
	}
	total := 0.0
	for i, p := range list {
		q := list[(i+1)%len(list)]
		total += (q.lon - p.lon) * (2 + math.Sin(p.lat) + math.Sin(q.lat))
	}
	return toCentimetres(math.Abs(total) * earthRadius * earthRadius / 2)
}

// flatArea gives the square metres on a plane that touches the earth at the
// first point, which serves for fields and villages.
func flatArea(list []point) float64 {
	if len(list) < 3 {
		return 0
	}
	total, lastX, lastY := 0.0, 0.0, 0.0
	for _, p := range list[1:] {
		x := (p.lon - list[0].lon) * math.Cos(p.lat) * earthRadius
		y := (p.lat - list[0].lat) * earthRadius
		total += (lastY*x - lastX*y) / 2
		lastX, lastY = x, y
	}
	return math.Abs(total)
}

// distance gives the metres along the points.
func distance(f *frame, args []code) float64 {
	list, ok := points(f, args)
	if !ok {
		return math.NaN()
	}
	total := 0.0
	for i := 1; i < len(list); i++ {
		total += between(list[i-1], list[i])
	}
	if f.env.Collect {
		return total
	}
	return toCentimetres(total)
}

// between gives the metres between two points along a great circle, by the
// haversine formula.
func between(p, q point) float64 {
	h := math.Pow(math.Sin((q.lat-p.lat)/2), 2) +
		math.Cos(p.lat)*math.Cos(q.lat)*math.Pow(math.Sin((q.lon-p.lon)/2), 2)
	return 2 * earthRadius * math.Asin(math.Min(1, math.Sqrt(h)))
}

func toCentimetres(metres float64) float64 { return math.Round(metres*100) / 100 }
