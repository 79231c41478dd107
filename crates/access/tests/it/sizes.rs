//! How many bytes it takes to change who belongs to a unit.

use access::Intent;
use proto::Role;
use seal::DeviceSecret;

use crate::world::{World, officer};

const AREAS: usize = 18;
const OFFICERS: usize = 36;
const SUPERVISORS: usize = 3;

fn admit(world: &mut World, device: &DeviceSecret, role: Role) {
    let entry = world.founders(&Intent::Admit {
        keys: *device.keys(),
        officer: officer(2),
        roles: role.into(),
        resumes: 0,
    });
    world.push(entry).unwrap();
}

#[test]
fn revoking_a_supervisor_of_forty_devices_and_twenty_spaces_takes_less_than_20_kb() {
    let mut spaces = vec![World::unit(1), World::audit(2)];
    spaces.extend((0..AREAS).map(|area| World::area(3 + area as u64)));
    let rng = &mut World::unit(99).rng;
    let mut devices =
        |count| -> Vec<DeviceSecret> { (0..count).map(|_| DeviceSecret::generate(rng)).collect() };
    let (supervisors, officers) = (devices(SUPERVISORS), devices(OFFICERS));
    for (index, world) in spaces.iter_mut().enumerate() {
        for device in &supervisors {
            admit(world, device, Role::Supervisor);
        }
        let area = index.checked_sub(2);
        for (number, device) in officers.iter().enumerate() {
            if area.is_none_or(|area| number % AREAS == area) {
                admit(world, device, Role::Officer);
            }
        }
    }
    assert_eq!(spaces[0].ledger.members().count(), 40);
    let mut bytes = 0;
    for world in &mut spaces {
        world.revoke(&supervisors[0], 250);
        bytes += world.entries.last().unwrap().to_bytes().len();
    }
    assert!(bytes < 20_000, "{bytes} bytes");
}
