/* ` flags bits { // BIT_* => struct bit_* */
#define BIT_a 1
/* ` } */
