#pragma pack(1)
static const char *name = R"(/*)";
