#define XEN_A 1
#include "/etc/hostname"
#define WHERE </nowhere/at/all>
#include WHERE
