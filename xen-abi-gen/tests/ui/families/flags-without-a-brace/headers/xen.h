/* ` flags bits */
#define BIT_a 1
