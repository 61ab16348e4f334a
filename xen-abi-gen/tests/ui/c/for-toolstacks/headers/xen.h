#ifdef __XEN_TOOLS__
#define ODD_HANDLE(type) type
typedef unsigned int odd_t;
#endif
struct pair {
    ODD_HANDLE(int) a;
    odd_t b;
};
