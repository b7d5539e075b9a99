package survey

// Marked reports whether the node, or a group or repeat around it, bears the
// mark.
func Marked(n Node, mark func(*Item) bool) bool {
	for ; n != nil; n = n.Base().Parent {
		if mark(n.Base()) {
			return true
		}
	}
	return false
}

// IsPersonal reports whether an answer tells who somebody is: the question is
// marked so, or one around it, or it is a contact detail by its type.
func (q *Question) IsPersonal() bool {
	return q.Type == TypePhoneNumber || q.Type == TypeEmail || Marked(q, func(i *Item) bool { return i.Personal })
}
