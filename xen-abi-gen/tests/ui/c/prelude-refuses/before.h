#error "not today"
