#define XEN_A 1
#include "sched.h"
