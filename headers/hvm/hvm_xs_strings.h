/* SPDX-License-Identifier: MIT OR Apache-2.0
 *
 * The names in xenstore by which a toolstack configures the firmware of an HVM guest.
 */

#ifndef __XEN_PUBLIC_HVM_HVM_XS_STRINGS_H__
#define __XEN_PUBLIC_HVM_HVM_XS_STRINGS_H__

/*
 * `incontents 147 hvmxs Firmware's names in xenstore
 *
 * The names are below the guest's own directory in xenstore. The program that sets up the firmware reads them, and builds the tables of
 * ACPI and SMBIOS accordingly.
 */

/* What the firmware's set-up program is told. */
#define HVM_XS_HVMLOADER "hvmloader"
/* Which firmware it is to set up. */
#define HVM_XS_BIOS "hvmloader/bios"
/* Where it put the number that changes when a copy of the guest is started. */
#define HVM_XS_GENERATION_ID_ADDRESS "hvmloader/generation-id-address"
/* Whether it may move memory to make room for devices. */
#define HVM_XS_ALLOW_MEMORY_RELOCATE "hvmloader/allow-memory-relocate"
/* The guest-physical address of further tables for ACPI, one after the other. */
#define HVM_XS_ACPI_PT_ADDRESS "hvmloader/acpi/address"
/* How many bytes those tables have. */
#define HVM_XS_ACPI_PT_LENGTH "hvmloader/acpi/length"
/*
 * The guest-physical address of further structures for SMBIOS, a length of 32 bits before each; they replace others of their
 * type up to 121, and add to those from 128 on.
 */
#define HVM_XS_SMBIOS_PT_ADDRESS "hvmloader/smbios/address"
/* How many bytes those structures have. */
#define HVM_XS_SMBIOS_PT_LENGTH "hvmloader/smbios/length"
/* 1 for a battery in SMBIOS, with ordinary values. */
#define HVM_XS_SMBIOS_DEFAULT_BATTERY "hvmloader/smbios/default_battery"
/* What SMBIOS is to say in words. */
#define HVM_XS_BIOS_STRINGS "bios-strings"
/* Who made the firmware. */
#define HVM_XS_BIOS_VENDOR "bios-strings/bios-vendor"
/* The version of the firmware. */
#define HVM_XS_BIOS_VERSION "bios-strings/bios-version"
/* Who made the machine. */
#define HVM_XS_SYSTEM_MANUFACTURER "bios-strings/system-manufacturer"
/* What the machine is called. */
#define HVM_XS_SYSTEM_PRODUCT_NAME "bios-strings/system-product-name"
/* The version of the machine. */
#define HVM_XS_SYSTEM_VERSION "bios-strings/system-version"
/* The serial number of the machine. */
#define HVM_XS_SYSTEM_SERIAL_NUMBER "bios-strings/system-serial-number"
/* Who made the main board. */
#define HVM_XS_BASEBOARD_MANUFACTURER "bios-strings/baseboard-manufacturer"
/* What the main board is called. */
#define HVM_XS_BASEBOARD_PRODUCT_NAME "bios-strings/baseboard-product-name"
/* The version of the main board. */
#define HVM_XS_BASEBOARD_VERSION "bios-strings/baseboard-version"
/* The serial number of the main board. */
#define HVM_XS_BASEBOARD_SERIAL_NUMBER "bios-strings/baseboard-serial-number"
/* The owner's mark on the main board. */
#define HVM_XS_BASEBOARD_ASSET_TAG "bios-strings/baseboard-asset-tag"
/* Where in the case the main board is. */
#define HVM_XS_BASEBOARD_LOCATION_IN_CHASSIS "bios-strings/baseboard-location-in-chassis"
/* Who made the case. */
#define HVM_XS_ENCLOSURE_MANUFACTURER "bios-strings/enclosure-manufacturer"
/* The serial number of the case. */
#define HVM_XS_ENCLOSURE_SERIAL_NUMBER "bios-strings/enclosure-serial-number"
/* The owner's mark on the case. */
#define HVM_XS_ENCLOSURE_ASSET_TAG "bios-strings/enclosure-asset-tag"
/* Who made the battery. */
#define HVM_XS_BATTERY_MANUFACTURER "bios-strings/battery-manufacturer"
/* What the battery is called. */
#define HVM_XS_BATTERY_DEVICE_NAME "bios-strings/battery-device-name"
/* A text of the machine's maker, with a number from 1 to 99. */
#define HVM_XS_OEM_STRINGS "bios-strings/oem-%d"

#endif /* __XEN_PUBLIC_HVM_HVM_XS_STRINGS_H__ */
