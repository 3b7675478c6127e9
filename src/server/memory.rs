//! The memory that this process may use.

use std::fs;

use rustix::system::sysinfo;

/// Where the kernel shows control groups (cgroups, version 2), which limit the memory of containers and services.
const CONTROL_GROUPS: &str = "/sys/fs/cgroup";

/// The memory of the machine, or the limit of this process's control group if that is less, in bytes.
pub(super) fn available_memory() -> u64 {
    let machine = sysinfo();
    let of_machine = machine.totalram.saturating_mul(machine.mem_unit.into());
    limit_of_control_group().map_or(of_machine, |limit| limit.min(of_machine))
}

/// `None` without a limit. The limits of the groups around it are not read.
fn limit_of_control_group() -> Option<u64> {
    let groups = fs::read_to_string("/proc/self/cgroup").ok()?;
    let group = groups.lines().find_map(|line| line.strip_prefix("0::"))?;
    let limit = fs::read_to_string(format!("{CONTROL_GROUPS}{group}/memory.max")).ok()?;
    limit.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_machine_has_some_memory() {
        assert!((64 << 20..1 << 50).contains(&available_memory()));
    }
}
