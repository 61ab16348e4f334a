/* ` enum reason { */
#define ONE_a 0
#define ONE_b "text"
/* ` } */
