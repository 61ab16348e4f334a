typedef uint33_t odd_t;
