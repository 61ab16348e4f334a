/* SPDX-License-Identifier: MIT OR Apache-2.0
 *
 * The xenstore nodes that configure the firmware of an HVM guest.
 */

#ifndef __XEN_PUBLIC_HVM_HVM_XS_STRINGS_H__
#define __XEN_PUBLIC_HVM_HVM_XS_STRINGS_H__

#include "../xen-compat.h"

/*
 * `incontents 147 hvmxs Xenstore nodes of HVM firmware
 *
 * The nodes are relative to the guest's directory in xenstore. hvmloader reads them and builds the
 * ACPI and SMBIOS tables.
 */

/* The directory of hvmloader's settings. */
#define HVM_XS_HVMLOADER "hvmloader"
/* The firmware to load. */
#define HVM_XS_BIOS "hvmloader/bios"
/* The address of the VM generation ID, written by hvmloader. */
#define HVM_XS_GENERATION_ID_ADDRESS "hvmloader/generation-id-address"
/* Whether hvmloader may relocate memory to make room for MMIO. */
#define HVM_XS_ALLOW_MEMORY_RELOCATE "hvmloader/allow-memory-relocate"
#if XEN_RELEASE >= 0x0415
/* 1 to make the memory of the Xen platform device uncacheable (UC) in the MTRRs. */
#define HVM_XS_XEN_PLATFORM_PCI_BAR_UC "hvmloader/pci/xen-platform-pci-bar-uc"
#endif
/* The guest-physical address of additional ACPI tables. */
#define HVM_XS_ACPI_PT_ADDRESS "hvmloader/acpi/address"
/* The length of the additional ACPI tables in bytes. */
#define HVM_XS_ACPI_PT_LENGTH "hvmloader/acpi/length"
/*
 * The guest-physical address of additional SMBIOS structures.
 *
 * Each of them follows a 32-bit length.
 *
 * Types up to 121 replace hvmloader's structures, types from 128 are added.
 */
#define HVM_XS_SMBIOS_PT_ADDRESS "hvmloader/smbios/address"
/* The length of the additional SMBIOS structures in bytes. */
#define HVM_XS_SMBIOS_PT_LENGTH "hvmloader/smbios/length"
/* 1 to add a default battery to SMBIOS. */
#define HVM_XS_SMBIOS_DEFAULT_BATTERY "hvmloader/smbios/default_battery"
/* The directory of SMBIOS strings. */
#define HVM_XS_BIOS_STRINGS "bios-strings"
/* BIOS vendor. */
#define HVM_XS_BIOS_VENDOR "bios-strings/bios-vendor"
/* BIOS version. */
#define HVM_XS_BIOS_VERSION "bios-strings/bios-version"
/* System manufacturer. */
#define HVM_XS_SYSTEM_MANUFACTURER "bios-strings/system-manufacturer"
/* System product name. */
#define HVM_XS_SYSTEM_PRODUCT_NAME "bios-strings/system-product-name"
/* System version. */
#define HVM_XS_SYSTEM_VERSION "bios-strings/system-version"
/* System serial number. */
#define HVM_XS_SYSTEM_SERIAL_NUMBER "bios-strings/system-serial-number"
/* Baseboard manufacturer. */
#define HVM_XS_BASEBOARD_MANUFACTURER "bios-strings/baseboard-manufacturer"
/* Baseboard product name. */
#define HVM_XS_BASEBOARD_PRODUCT_NAME "bios-strings/baseboard-product-name"
/* Baseboard version. */
#define HVM_XS_BASEBOARD_VERSION "bios-strings/baseboard-version"
/* Baseboard serial number. */
#define HVM_XS_BASEBOARD_SERIAL_NUMBER "bios-strings/baseboard-serial-number"
/* Baseboard asset tag. */
#define HVM_XS_BASEBOARD_ASSET_TAG "bios-strings/baseboard-asset-tag"
/* Baseboard location in the chassis. */
#define HVM_XS_BASEBOARD_LOCATION_IN_CHASSIS "bios-strings/baseboard-location-in-chassis"
/* Enclosure manufacturer. */
#define HVM_XS_ENCLOSURE_MANUFACTURER "bios-strings/enclosure-manufacturer"
/* Enclosure serial number. */
#define HVM_XS_ENCLOSURE_SERIAL_NUMBER "bios-strings/enclosure-serial-number"
/* Enclosure asset tag. */
#define HVM_XS_ENCLOSURE_ASSET_TAG "bios-strings/enclosure-asset-tag"
/* Battery manufacturer. */
#define HVM_XS_BATTERY_MANUFACTURER "bios-strings/battery-manufacturer"
/* Battery device name. */
#define HVM_XS_BATTERY_DEVICE_NAME "bios-strings/battery-device-name"
/* An OEM string, numbered from 1 to 99. */
#define HVM_XS_OEM_STRINGS "bios-strings/oem-%d"

#endif /* __XEN_PUBLIC_HVM_HVM_XS_STRINGS_H__ */
