#if defined(__i386__)
struct pair {
    uint33_t a;
};
#endif
#define XEN_A 1
