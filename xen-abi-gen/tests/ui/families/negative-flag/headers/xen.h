/* ` flags bits { // BIT_* */
#define BIT_a (1U << 0)
#define BIT_b (1 << 31)
/* ` } */
