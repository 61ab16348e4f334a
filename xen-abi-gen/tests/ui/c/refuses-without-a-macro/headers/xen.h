#ifndef ODD_XEN_H
#define ODD_XEN_H
#ifdef ODD_TOLD
#endif
#if defined(ODD_CPU_WIDE)
#define WIDE 1
#elif defined (ODD_CPU_NARROW) || defined(__odd__)
#define WIDE 0
#else
#error Unsupported architecture
#endif
#endif
