#define XEN_A 1
#include "gone.h"
struct s {
    from_gone_t a;
};
