#include <system.h>
typedef unsigned int odd_t;
