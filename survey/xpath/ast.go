package xpath

// Part is one node of a parsed expression: a *[Path], *[Call], *[Operation],
// *[Negation], *[Text] or *[Number].
type Part interface {
	Offset() int // byte in the source where it begins
	each(func(Part))
}

type offset int

// Offset returns the byte in the source where the part begins.
func (o offset) Offset() int { return int(o) }

// Text is a string literal.
type Text struct {
	offset
	Value string
}

// Number is a number literal.
type Number struct {
	offset
	Value float64
}

// Operation is two parts joined by an operator.
type Operation struct {
	offset      // of the operator
	Op          Op
	Left, Right Part
}

// Negation is a part with a minus before it.
type Negation struct {
	offset
	Of Part
}

// Call is a function call. current() and instance('x') are paths, not calls.
type Call struct {
	offset
	Name string
	Args []Part

	fn    *function
	fault error // why it cannot be called, when that is left to evaluation
}

// Op is an operator.
type Op uint8

// The operators, loosest first.
const (
	Or Op = iota + 1
	And
	Equal
	NotEqual
	Less
	LessEqual
	Greater
	GreaterEqual
	Add
	Subtract
	Multiply
	Divide
	Modulo
	Union
)

var opNames = [...]string{
	Or: "or", And: "and", Equal: "=", NotEqual: "!=", Less: "<", LessEqual: "<=", Greater: ">",
	GreaterEqual: ">=", Add: "+", Subtract: "-", Multiply: "*", Divide: "div", Modulo: "mod", Union: "|",
}

// String returns the operator as it is written.
func (o Op) String() string { return opNames[o] }

// Path is a location path: where it starts and the steps from there.
type Path struct {
	offset
	Start Start
	Name  string // FromRef, FromLastSaved: the name; FromInstance: the instance's id
	Base  Part   // FromPart: what gives the nodes to start from

	Filters []Part // predicates on the start itself, as in ${child}[2]/name
	Steps   []Step

	// Outer is the path in one of whose predicates this one stands, nil
	// elsewhere. A relative path there starts from the nodes of that step:
	// step OuterStep, or the start itself when OuterStep is -1.
	Outer     *Path
	OuterStep int

	// Call is the function this path is directly an argument of, the Arg-th
	// from 0; nil elsewhere.
	Call *Call
	Arg  int
}

// Start says where a path begins.
type Start uint8

// The starts of paths.
const (
	FromContext   Start = iota // name, ., ..
	FromRoot                   // /data/name
	FromCurrent                // current()/name
	FromInstance               // instance('wards')/root/item
	FromRef                    // ${name}
	FromLastSaved              // ${last-saved#name}
	FromPart                   // any other expression that gives nodes
)

// Step is one step of a path.
type Step struct {
	Axis       Axis
	Test       Test
	Predicates []Part
}

// Test says which nodes of an axis a step takes.
type Test struct {
	Kind         TestKind
	Prefix, Name string // TestName; Name of a processing instruction for TestInstruction
}

// TestKind tells the node tests apart.
type TestKind uint8

// The node tests.
const (
	TestName        TestKind = iota // name
	TestAnyName                     // *
	TestNode                        // node()
	TestText                        // text()
	TestComment                     // comment()
	TestInstruction                 // processing-instruction()
)

// Axis is the direction of a step.
type Axis uint8

// The axes.
const (
	Child Axis = iota
	Self
	Parent
	Descendant
	DescendantOrSelf
	Ancestor
	AncestorOrSelf
	FollowingSibling
	PrecedingSibling
	Following
	Preceding
	Attribute
	namespaceAxis // read, and always empty
)

var axisNames = map[string]Axis{
	"child": Child, "self": Self, "parent": Parent, "descendant": Descendant,
	"descendant-or-self": DescendantOrSelf, "ancestor": Ancestor, "ancestor-or-self": AncestorOrSelf,
	"following-sibling": FollowingSibling, "preceding-sibling": PrecedingSibling,
	"following": Following, "preceding": Preceding, "attribute": Attribute, "namespace": namespaceAxis,
}

// reverse reports whether the axis runs against document order, so that its
// positions count backwards.
func (a Axis) reverse() bool {
	return a == Ancestor || a == AncestorOrSelf || a == Preceding || a == PrecedingSibling || a == Parent
}

// IsSelf reports whether the step is a plain "." (self::node()).
func (s Step) IsSelf() bool { return s.Axis == Self && s.Test.Kind == TestNode }

// IsParent reports whether the step is a plain ".." (parent::node()).
func (s Step) IsParent() bool { return s.Axis == Parent && s.Test.Kind == TestNode }

// Names returns the names of the path's steps when each is a plain child,
// parent or self step with no predicate: /data/g/q gives data, g, q, and
// ../q gives "..", q. Self steps are left out.
func (p *Path) Names() (names []string, plain bool) {
	if len(p.Filters) > 0 {
		return nil, false
	}
	for _, s := range p.Steps {
		switch {
		case len(s.Predicates) > 0:
			return nil, false
		case s.IsSelf():
		case s.IsParent():
			names = append(names, "..")
		case s.Axis == Child && s.Test.Kind == TestName:
			names = append(names, s.Test.Name)
		default:
			return nil, false
		}
	}
	return names, true
}

// Predicates reports whether any part of the path has a predicate.
func (p *Path) Predicates() bool {
	if len(p.Filters) > 0 {
		return true
	}
	for _, s := range p.Steps {
		if len(s.Predicates) > 0 {
			return true
		}
	}
	return false
}

func (*Text) each(func(Part))   {}
func (*Number) each(func(Part)) {}

func (n *Negation) each(visit func(Part)) { visit(n.Of) }

func (o *Operation) each(visit func(Part)) { visit(o.Left); visit(o.Right) }

func (c *Call) each(visit func(Part)) {
	for _, a := range c.Args {
		visit(a)
	}
}

func (p *Path) each(visit func(Part)) {
	if p.Base != nil {
		visit(p.Base)
	}
	for _, f := range p.Filters {
		visit(f)
	}
	for _, s := range p.Steps {
		for _, f := range s.Predicates {
			visit(f)
		}
	}
}

// Walk visits part and everything in it, outermost first. When visit returns
// false, what is inside that part is left out.
func Walk(part Part, visit func(Part) bool) {
	if !visit(part) {
		return
	}
	part.each(func(p Part) { Walk(p, visit) })
}
