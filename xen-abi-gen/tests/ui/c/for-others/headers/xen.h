#ifdef __XEN__
typedef unsigned int inner_t;
#endif
#if __XEN_INTERFACE_VERSION__ < 0x00030000
typedef unsigned int old_t;
#endif
#ifdef ODD_FEATURE
typedef unsigned int odd_t;
#endif
struct all {
    inner_t a;
    old_t b;
    odd_t c;
    late_t d;
    u32 e;
    struct nowhere f;
};
typedef int late_t;
