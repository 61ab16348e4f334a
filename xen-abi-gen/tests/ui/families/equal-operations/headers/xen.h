/* ` enum odd_op { // ODD_* => struct odd_* */
#define ODD_get 4
#define ODD_set 4
/* ` } */
struct odd_get { int a; };
struct odd_set { int a; };
