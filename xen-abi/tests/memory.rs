//! Functions initialise each byte of the records that they pass to Xen.
//!
//! The mock reads and writes all bytes of a record. Under valgrind, as in `.ci/run`, an
//! uninitialised byte is an error even if it is zero; under AddressSanitizer, so is a byte beyond
//! the record.
#![cfg(target_arch = "x86_64")]

use std::collections::HashMap;
use std::hint::black_box;
use std::ptr;

use xen_abi::guest::{Guest, Hvm64, HvmGuest, Pv64, PvGuest, X86Guest};
use xen_abi::hvm::hvm_op;
use xen_abi::mock::{Call, Mock, copy_many_from_guest, copy_many_to_guest};
use xen_abi::{
    Hypercall, Op, Plain, callback, event_channel, grant_table, kexec, memory, nmi, physdev, sched,
    vcpu, version,
};

/// Fills the stack before each call.
const STALE: u8 = 0xcc;

/// Each byte of a parameter.
const GIVEN: u8 = 0xa5;

/// A parameter with known bytes.
fn soiled<T: Plain>() -> T {
    T::from_bytes(&vec![GIVEN; size_of::<T>()]).expect("as many bytes as it has")
}

/// Fills the stack, so that bytes which the next function does not write have known values.
#[inline(never)]
fn soil() {
    black_box(&mut [STALE; 16 << 10]);
}

/// The size of each operation's record.
fn sizes() -> HashMap<(u32, usize), usize> {
    let mut sizes = HashMap::new();
    fn add<O: Op>(sizes: &mut HashMap<(u32, usize), usize>) {
        sizes.insert((O::HYPERCALL, O::CMD as usize), size_of::<O::Arg>());
    }
    macro_rules! operation {
        (($($module:tt)+) $op:ident) => {
            add::<$($module)+::$op>(&mut sizes)
        };
    }
    macro_rules! operations {
        ($($module:tt: $($op:ident)+;)+) => {$($(operation!($module $op);)+)+};
    }
    operations! {
        (callback::callback_op): Register Unregister;
        (event_channel::event_channel_op):
            BindInterdomain BindVirq BindPirq Close Send Status AllocUnbound BindIpi BindVcpu
            Unmask Reset InitControl ExpandArray SetPriority;
        (grant_table::grant_table_op):
            MapGrantRef UnmapGrantRef SetupTable DumpTable Transfer Copy QuerySize UnmapAndReplace
            SetVersion GetStatusFrames GetVersion SwapGrantRef CacheFlush;
        (hvm_op::hvm_op):
            SetParam GetParam PagetableDying GetTime Xentrace GetMemType SetEvtchnUpcallVector
            Altp2m;
        (kexec::kexec_cmd):
            Kexec KexecLoadV1 KexecUnloadV1 KexecGetRange KexecLoad KexecUnload KexecStatus;
        (memory::memory_op):
            IncreaseReservation DecreaseReservation CurrentReservation MaximumReservation
            MachphysMfnList PopulatePhysmap AddToPhysmap MemoryMap MachineMemoryMap Exchange
            MachphysMapping SetMemoryMap MaximumGpfn RemoveFromPhysmap SetPodTarget GetPodTarget
            AddToPhysmapBatch MachphysCompatMfnList GetVnumainfo AcquireResource;
        (nmi::nmi_op): RegisterCallback;
        (physdev::physdev_cmd):
            IrqStatusQuery SetIopl SetIobitmap ApicRead ApicWrite AllocIrqVector FreeIrqVector Eoi
            MapPirq UnmapPirq ManagePciAdd ManagePciRemove PirqEoiGmfnV1 RestoreMsi ManagePciAddExt
            SetupGsi GetFreePirq PciMmcfgReserved PciDeviceAdd PciDeviceRemove RestoreMsiExt
            PirqEoiGmfnV2 DbgpOp PrepareMsix ReleaseMsix PciDeviceReset;
        (sched::sched_op): Shutdown Poll RemoteShutdown ShutdownCode Watchdog PinOverride;
        (vcpu::vcpu_op):
            GetRunstateInfo RegisterRunstateMemoryArea SetPeriodicTimer SetSingleshotTimer
            RegisterVcpuInfo GetPhysid RegisterVcpuTimeMemoryArea RegisterRunstatePhysArea
            RegisterVcpuTimePhysArea;
        (version::xen_version_op):
            Extraversion CompileInfo Capabilities Changeset PlatformParameters GetFeatures
            GuestHandle Commandline BuildId Extraversion2 Capabilities2 Changeset2 Commandline2;
    }
    sizes
}

/// A mock that reads and writes all of each record.
fn xen<G: Guest>() -> Mock<G> {
    let xen = Mock::for_guest();
    let sizes = sizes();
    xen.answer_with(move |call| {
        touch(call, &sizes);
        0
    });
    xen
}

fn touch(call: &Call, sizes: &HashMap<(u32, usize), usize>) {
    let arguments = call.arguments();
    let size = *sizes
        .get(&(call.number(), arguments[0]))
        .unwrap_or_else(|| panic!("{call:?} is not listed"));
    // The vCPU number precedes the address.
    let address = if call.number() == 24 {
        arguments[2]
    } else {
        arguments[1]
    };
    // SAFETY: the functions called here pass the address of one record of the operation's type.
    let bytes: Vec<u8> = unsafe { copy_many_from_guest(address, size) }.expect("an address");
    // Valgrind reports a branch that depends on uninitialised bytes.
    let sum: u64 = bytes.iter().map(|byte| u64::from(*byte)).sum();
    assert!(sum < u64::MAX, "{call:?}");
    let stale = bytes.windows(2).any(|pair| pair == [STALE; 2]);
    assert!(
        !stale,
        "{call:?} hands over what the stack held: {bytes:x?}"
    );
    // SAFETY: as above.
    unsafe { copy_many_to_guest(address, &vec![0x5a_u8; size]) }.expect("an address");
}

/// Makes each call after filling the stack, and checks the result.
macro_rules! calls {
    ($($call:expr;)+) => {
        $(
            soil();
            black_box($call).expect("the hypervisor says yes");
        )+
    };
}

fn everywhere<X: Hypercall>(xen: &X) {
    // SAFETY: the mock touches the records and nothing that they lead to.
    #[allow(unused_unsafe)]
    unsafe {
        calls! {
            event_channel::bind_interdomain(xen, soiled(), soiled());
            event_channel::bind_virq(xen, soiled(), soiled());
            event_channel::bind_pirq(xen, soiled(), soiled());
            event_channel::close(xen, soiled());
            event_channel::send(xen, soiled());
            event_channel::status(xen, soiled(), soiled());
            event_channel::alloc_unbound(xen, soiled(), soiled());
            event_channel::bind_ipi(xen, soiled());
            event_channel::bind_vcpu(xen, soiled(), soiled());
            event_channel::unmask(xen, soiled());
            event_channel::reset(xen, soiled());
            event_channel::init_control(xen, soiled(), soiled(), soiled());
            event_channel::expand_array(xen, soiled());
            event_channel::set_priority(xen, soiled(), soiled());
            grant_table::map_grant_ref_one(xen, soiled(), soiled(), soiled(), soiled());
            grant_table::unmap_grant_ref_one(xen, soiled(), soiled(), soiled());
            grant_table::setup_table_one(xen, soiled(), &mut soiled::<[_; 3]>());
            grant_table::dump_table_one(xen, soiled());
            grant_table::transfer_one(xen, soiled(), soiled(), soiled());
            grant_table::copy_one(xen, soiled(), soiled(), soiled(), soiled());
            grant_table::query_size_one(xen, soiled());
            grant_table::unmap_and_replace_one(xen, soiled(), soiled(), soiled());
            grant_table::set_version_one(xen, soiled());
            grant_table::get_status_frames_one(xen, soiled(), &mut soiled::<[_; 3]>());
            grant_table::get_version_one(xen, soiled());
            grant_table::swap_grant_ref_one(xen, soiled(), soiled());
            grant_table::cache_flush_one(xen, soiled(), soiled(), soiled(), soiled());
            hvm_op::set_param(xen, soiled(), soiled(), soiled());
            hvm_op::get_param(xen, soiled(), soiled());
            memory::increase_reservation(
                xen, &mut soiled::<[_; 3]>(), soiled(), soiled(), soiled(),
            );
            memory::decrease_reservation(xen, &soiled::<[_; 3]>(), soiled(), soiled(), soiled());
            memory::current_reservation(xen, soiled());
            memory::maximum_reservation(xen, soiled());
            memory::populate_physmap(xen, &mut soiled::<[_; 3]>(), soiled(), soiled(), soiled());
            memory::add_to_physmap(xen, soiled(), soiled(), soiled(), soiled(), soiled());
            memory::maximum_gpfn(xen, soiled());
            memory::remove_from_physmap(xen, soiled(), soiled());
            memory::add_to_physmap_batch(
                xen, soiled(), soiled(), soiled(), &soiled::<[_; 3]>(), &soiled::<[_; 3]>(),
                &mut soiled::<[_; 3]>(),
            );
            memory::add_to_physmap_batch_one(xen, soiled(), soiled(), soiled(), soiled(), soiled());
            memory::get_vnumainfo(
                xen, soiled(), soiled(), soiled(), soiled(), soiled(), soiled(), soiled(),
            );
            memory::acquire_resource(
                xen, soiled(), soiled(), soiled(), soiled(), soiled(), soiled(),
            );
            physdev::pci_device_remove(xen, soiled(), soiled(), soiled());
            physdev::pci_device_reset(xen, soiled(), soiled());
            sched::shutdown(xen, soiled());
            sched::poll(xen, &soiled::<[_; 3]>(), soiled());
            sched::remote_shutdown(xen, soiled(), soiled());
            sched::shutdown_code(xen, soiled());
            sched::watchdog(xen, soiled(), soiled());
            sched::pin_override(xen, soiled());
            vcpu::register_runstate_memory_area(xen, soiled(), soiled());
            vcpu::register_vcpu_info(xen, soiled(), soiled(), soiled());
            version::extraversion(xen);
            version::compile_info(xen);
            version::capabilities(xen);
            version::changeset(xen);
            version::platform_parameters(xen);
            version::get_features(xen, soiled());
            version::guest_handle(xen);
            version::commandline(xen);
        }
    }
}

fn on_x86<X: Hypercall<Guest: X86Guest>>(xen: &X) {
    // SAFETY: the mock touches the records and nothing that they lead to.
    #[allow(unused_unsafe)]
    unsafe {
        calls! {
            hvm_op::get_time(xen);
            hvm_op::xentrace(xen, soiled(), soiled(), soiled());
            hvm_op::get_mem_type(xen, soiled(), soiled());
            hvm_op::altp2m(xen, soiled(), soiled(), soiled(), soiled());
            memory::machphys_mfn_list(xen, &mut soiled::<[_; 3]>());
            memory::memory_map(xen, soiled(), soiled());
            memory::machine_memory_map(xen, soiled(), soiled());
            memory::set_memory_map(xen, soiled(), soiled());
            memory::set_pod_target(xen, soiled(), soiled());
            memory::get_pod_target(xen, soiled());
            memory::machphys_compat_mfn_list(xen, &mut soiled::<[_; 3]>());
            physdev::irq_status_query(xen, soiled());
            physdev::eoi(xen, soiled());
            physdev::unmap_pirq(xen, soiled(), soiled());
            physdev::setup_gsi(xen, soiled(), soiled(), soiled());
            physdev::get_free_pirq(xen, soiled());
            physdev::pci_mmcfg_reserved(xen, soiled(), soiled(), soiled(), soiled(), soiled());
            physdev::dbgp_op(xen, soiled(), soiled(), soiled());
            vcpu::get_runstate_info(xen, soiled());
            vcpu::set_periodic_timer(xen, soiled(), soiled());
            vcpu::set_singleshot_timer(xen, soiled(), soiled(), soiled());
            vcpu::get_physid(xen, soiled());
            vcpu::register_vcpu_time_memory_area(xen, soiled(), soiled());
            vcpu::register_runstate_phys_area(xen, soiled(), soiled());
            vcpu::register_vcpu_time_phys_area(xen, soiled(), soiled());
        }
    }
}

fn hardware_virtualised<X: Hypercall<Guest: HvmGuest>>(xen: &X) {
    // SAFETY: the mock touches the records and nothing that they lead to.
    #[allow(unused_unsafe)]
    unsafe {
        calls! {
            hvm_op::pagetable_dying(xen, soiled(), soiled());
            hvm_op::set_evtchn_upcall_vector(xen, soiled(), soiled());
        }
    }
}

fn paravirtualised<X: Hypercall<Guest: PvGuest>>(xen: &X) {
    // SAFETY: the mock touches the records and nothing that they lead to.
    #[allow(unused_unsafe)]
    unsafe {
        calls! {
            callback::register(xen, soiled(), soiled(), soiled());
            callback::unregister(xen, soiled());
            kexec::kexec(xen, soiled());
            kexec::kexec_load_v1(xen, soiled(), soiled());
            kexec::kexec_unload_v1(xen, soiled(), soiled());
            kexec::kexec_get_range(xen, soiled(), soiled());
            kexec::kexec_load(xen, soiled(), soiled(), soiled(), soiled(), soiled());
            kexec::kexec_unload(xen, soiled());
            kexec::kexec_status(xen, soiled());
            memory::exchange(xen, soiled(), soiled(), soiled());
            memory::machphys_mapping(xen);
            nmi::register_callback(xen, soiled());
            physdev::set_iopl(xen, soiled());
            physdev::set_iobitmap(xen, soiled(), soiled());
            physdev::apic_read(xen, soiled(), soiled());
            physdev::apic_write(xen, soiled(), soiled(), soiled());
            physdev::alloc_irq_vector(xen, soiled());
            physdev::free_irq_vector(xen, soiled());
            physdev::manage_pci_add(xen, soiled(), soiled());
            physdev::manage_pci_remove(xen, soiled(), soiled());
            physdev::pirq_eoi_gmfn_v1(xen, soiled());
            physdev::restore_msi(xen, soiled(), soiled());
            physdev::manage_pci_add_ext(xen, soiled(), soiled(), soiled(), soiled(), soiled());
            physdev::restore_msi_ext(xen, soiled(), soiled(), soiled());
            physdev::pirq_eoi_gmfn_v2(xen, soiled());
            physdev::prepare_msix(xen, soiled(), soiled(), soiled());
            physdev::release_msix(xen, soiled(), soiled(), soiled());
        }
    }
}

#[test]
fn records_are_initialised() {
    let pv = xen::<Pv64>();
    everywhere(&pv);
    on_x86(&pv);
    paravirtualised(&pv);
    let hvm = xen::<Hvm64>();
    everywhere(&hvm);
    on_x86(&hvm);
    hardware_virtualised(&hvm);
}

#[test]
#[should_panic(expected = "hands over what the stack held")]
fn an_uninitialised_record_is_found() {
    let record = [STALE; size_of::<event_channel::Send>()];
    touch(
        &Call::new(32, &[4, record.as_ptr().expose_provenance()]),
        &sizes(),
    );
}

/// The record of a batch leads to its lists; its count is that of the shortest.
#[test]
fn lent_lists_are_read_to_their_end_and_not_beyond() {
    let xen = Mock::<Hvm64>::for_guest();
    xen.answer_with(|call| {
        // SAFETY: the call below passes the address of such a record, which leads to lists of
        // that length.
        unsafe {
            let batch: memory::AddToPhysmapBatch =
                xen_abi::mock::copy_from_guest(call.arguments()[1]).expect("an address");
            let count = usize::from(batch.size);
            let pages: Vec<usize> =
                copy_many_from_guest(batch.idxs.addr() as usize, count).expect("an address");
            let errors: Vec<i32> = pages.iter().map(|page| -(*page as i32)).collect();
            copy_many_to_guest(batch.errs.addr() as usize, &errors).expect("an address");
        }
        0
    });
    let pages = [7, 8, 9, 10];
    let mut errors = [0; 3];
    // SAFETY: the mock maps nothing.
    let result = unsafe {
        memory::add_to_physmap_batch(
            &xen,
            soiled(),
            1,
            Default::default(),
            &pages,
            &[soiled(); 5],
            &mut errors,
        )
    };
    assert_eq!((result, errors), (Ok(()), [-7, -8, -9]));

    let xen = Mock::<Hvm64>::for_guest();
    xen.answer_with(|call| {
        // SAFETY: as above.
        let poll: sched::Poll =
            unsafe { xen_abi::mock::copy_from_guest(call.arguments()[1]) }.expect("an address");
        // SAFETY: as above.
        let ports: Vec<event_channel::Port> =
            unsafe { copy_many_from_guest(poll.ports.addr() as usize, poll.nr_ports as usize) }
                .expect("an address");
        ports.iter().map(|port| port.0 as usize).sum()
    });
    assert_eq!(
        sched::poll(&xen, &[event_channel::Port(3), event_channel::Port(4)], 0),
        Ok(7)
    );
    assert_eq!(sched::poll(&xen, &[], 0), Ok(0));
}

/// Padding is a named field that is zero.
#[test]
fn padding_is_zero_with_any_members() {
    let record = event_channel::InitControl {
        control_gfn: soiled(),
        offset: soiled(),
        vcpu: soiled(),
        ..Default::default()
    };
    let zeros = record.as_bytes().iter().filter(|byte| **byte == 0).count();
    assert_eq!((size_of_val(&record), zeros), (24, 8));
    assert!(ptr::eq(
        record.as_bytes().as_ptr(),
        ptr::from_ref(&record).cast()
    ));
}
