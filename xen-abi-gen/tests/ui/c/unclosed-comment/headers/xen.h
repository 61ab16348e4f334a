#define XEN_A 1
/* The end
#define XEN_B 2
