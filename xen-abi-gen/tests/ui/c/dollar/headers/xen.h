#define XEN_A 1
#define $ 4
