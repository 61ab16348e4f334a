/* How many there are. */
#define XEN_COUNT 3
struct pair {
    unsigned int a; /* The first. */
    unsigned int b; /* The second. */
};
