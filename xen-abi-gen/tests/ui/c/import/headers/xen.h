#import "xen.h"
#define XEN_A 1
