package xlsform

func (r *reader) checkContainers() {}
