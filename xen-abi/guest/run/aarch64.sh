#!/bin/sh
# Boots the guest on Xen in QEMU and prints the console: aarch64.sh dom0|gicv2|two|static [WORD...], the words being the guest's
# command line.
#
# gicv2 is dom0 on a machine with the older interrupt controller. two is a second domain beside it, built by Xen from the device
# tree; static adds an event channel between the two that the device tree asks for.
#
# RELEASE says on which Xen (4.17 if unset), XEN names an image of one's own in its place, XEN_ARGS adds to Xen's command line.
# The status is that of QEMU, which tells nothing but whether the machine came to an end: 124 if it did not.
set -u
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd) || exit 2
workspace=$(CDPATH='' cd -- "$here/../../.." && pwd) || exit 2
toolchain=$workspace/xen-abi-gen/toolchain

kind=$1
shift
gic=3
case $kind in
dom0 | two | static) ;;
gicv2) gic=2 ;;
*)
    echo "xen-test: a boot on Arm is dom0, gicv2, two or static, not $kind" >&2
    exit 2
    ;;
esac

qemu=$("$toolchain/qemu.sh" aarch64) || exit 3
xen=${XEN:-$("$toolchain/xen.sh" "${RELEASE:-4.17}" arm64)} || exit 3
guest=$("$here/build-aarch64.sh") || exit $?

# Guests print below every level that Xen shows by itself.
xen_line="console=dtuart dtuart=/pl011@9000000 dom0_mem=64M guest_loglvl=all ${XEN_ARGS:-}"
machine=virt,virtualization=on,gic-version=$gic
options='-cpu cortex-a57 -accel tcg -m 512 -net none -no-reboot -display none -monitor none'

case $kind in
dom0 | gicv2)
    # shellcheck disable=SC2086 # A list of words.
    exec timeout 180 "$qemu" -machine $machine $options -serial stdio -kernel "$xen" -append "$xen_line" \
        -device "guest-loader,addr=0x49000000,kernel=$guest,bootargs=$(echo "$*" | sed 's/,/,,/g')" </dev/null 2>/dev/null
    ;;
esac

# Two domains: the machine's own tree, with both kernels in it. A node that is opened again is added to.
dtc=$("$toolchain/dtc.sh") || exit 3
folder=$(mktemp -d) || exit 2
trap 'rm -rf "$folder"' EXIT
# shellcheck disable=SC2086
timeout 60 "$qemu" -machine $machine,dumpdtb="$folder/machine.dtb" $options -serial none 2>/dev/null && "$dtc" -q -I dtb -O dts -o "$folder/two.dts" "$folder/machine.dtb" || exit 2
size=$(printf '%#x' "$(wc -c <"$guest")")
here_end='' there_end='' words=
if [ "$kind" = static ]; then
    here_end='here: evtchn@1 { compatible = "xen,evtchn-v1"; xen,evtchn = <10 &there>; };'
    there_end='there: evtchn@1 { compatible = "xen,evtchn-v1"; xen,evtchn = <10 &here>; };'
    words=' static=10'
fi
cat >>"$folder/two.dts" <<TREE
/ {
    chosen {
        #address-cells = <2>;
        #size-cells = <2>;
        xen,xen-bootargs = "$xen_line";

        module@49000000 {
            compatible = "multiboot,kernel", "multiboot,module";
            reg = <0 0x49000000 0 $size>;
            bootargs = "peer=1$words $*";
        };
        $here_end

        domU1 {
            #address-cells = <2>;
            #size-cells = <2>;
            compatible = "xen,domain";
            memory = <0 0x10000>;
            cpus = <1>;
            xen,enhanced = "no-xenstore";

            module@4a000000 {
                compatible = "multiboot,kernel", "multiboot,module";
                reg = <0 0x4a000000 0 $size>;
                bootargs = "peer=0$words $*";
            };
            $there_end
        };
    };
};
TREE
"$dtc" -q -I dts -O dtb -o "$folder/two.dtb" "$folder/two.dts" || exit 2
# shellcheck disable=SC2086
timeout 180 "$qemu" -machine $machine $options -serial stdio -kernel "$xen" -dtb "$folder/two.dtb" \
    -device "loader,file=$guest,addr=0x49000000" -device "loader,file=$guest,addr=0x4a000000" </dev/null 2>/dev/null
