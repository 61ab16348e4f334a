#define XEN_A 1
#ifdef __x86_64__
#include "arch-x86/odd.h"
#endif
