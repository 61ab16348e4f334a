/* ` enum odd_op { // ODD_* => struct odd_* */
#define ODD_get 0
/* ` } */
