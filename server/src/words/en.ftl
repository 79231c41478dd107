about = The relay of Sổ tay: keeps and hands out sealed packs, and cannot read them.
usage-note =
    Every setting can stand in a TOML file (--config), in an environment variable SOTAY_RELAY_…, or as a flag; a flag wins over the environment, the environment over the file.
    Guide: docs/running-a-relay.md
help-config = Settings file (TOML)
help-help = Print this help
help-version = Print the version
help-data = Data folder; made if it is not there (required)
help-listen = Address and port to listen on; port 0 takes a free one
help-tls-cert = TLS certificate (PEM, the whole chain); plain HTTP without it
help-tls-key = The certificate's private key (PEM)
help-ready-file = File that gets the real address once the relay is ready
help-admission = Who may found a new unit: open is anybody who can connect, closed is nobody
help-metrics = Who may read /metrics: loopback is this machine, open is anybody, off is nobody
help-log = Log level: error, warn, info, debug
help-space-quota = Most bytes of packs that one space may hold
help-max-connections = Most connections at one time
help-max-requests = Most syncs at one time
help-max-events = Most event streams at one time
help-upload-memory = Memory for packs on their way in, in bytes
help-stall-seconds = Seconds that a peer may stand still in the middle of a request
help-idle-seconds = Seconds after which an unused connection is closed
help-shutdown-seconds = Seconds to wait for syncs under way when stopping
help-cached-spaces = Spaces kept in memory
help-readers = Threads that read the disk
default = default: { $value }

failed = The relay did not start: { $reason }
hint-storage-in-use = Another relay is using this folder. Stop it, or choose another --data.
hint-storage-newer = The data was made by a newer version. Install a newer sotay-relay; the data was not touched.
hint-storage-full = The disk is full. Free some space and start again; what was acknowledged is still there.
hint-storage-read-only = The data folder cannot be written. Check its permissions and its disk.
hint-storage-damaged = The data file is damaged. Keep it as it is and restore a backup into another folder; devices will give back what is missing.
hint-listen = Choose another address with --listen, or stop the program that uses this port.
hint-tls = Check --tls-cert and --tls-key: both are PEM files and belong together.
hint-data = Name the data folder: sotay-relay --data FOLDER
hint-settings = See all settings: sotay-relay --help
