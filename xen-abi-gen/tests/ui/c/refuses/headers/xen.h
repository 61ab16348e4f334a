#error "no architecture of this name"
