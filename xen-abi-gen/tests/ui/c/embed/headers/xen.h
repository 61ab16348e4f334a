enum hosts { HOST_FIRST = (
#embed "/etc/hostname" limit(1)
) };
