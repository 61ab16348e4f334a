#if defined(__i386__)
typedef unsigned int odd_t;
#else
typedef unsigned long long odd_t;
typedef unsigned int even_t;
#endif
#if defined(__i386__)
#define wide_t unsigned int
#elif defined(__x86_64__)
#define wide_t unsigned long long
#else
#define wide_t unsigned short
#endif
#if defined(__arm__)
#define most_t unsigned short
#elif defined(__x86_64__)
#define most_t unsigned long long
#endif
