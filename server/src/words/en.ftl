about = The relay of Sổ tay: keeps and hands out sealed packs, and cannot read them.
usage-note =
    Every setting can stand in a TOML file (--config), in an environment variable SOTAY_RELAY_…, or as a flag; a flag wins over the environment, the environment over the file.
    Guide: docs/running-a-relay.md
help-template =
    {"{about}"}

    Usage: {"{usage}"}

    Commands:
    {"{subcommands}"}

    Options:
    {"{options}"}

    {"{after-help}"}
help-template-of =
    {"{about}"}

    Usage: {"{usage}"}

    Options:
    {"{options}"}
about-backup = Copy the data into one file, also while the relay runs
about-restore = Put a copy back; devices then give back what it lacks
about-check = Read all data through and tell what is damaged
about-export-key = Write the relay's key alone to a file, to be kept on paper
about-import-key = Make an empty data folder that of the relay with this key; devices fill it
help-data-of = The relay's data folder
help-out = File that the copy is written to; must not be there yet
help-from = File that a backup wrote
help-file = Backup to read through where it lies, instead of the data folder
help-key-out = File that the key is written to; must not be there yet
help-key-from = File that export-key wrote, or the line copied from paper
help-force = Put it back though there is data; that is moved aside, not deleted
help-config = Settings file (TOML)
help-help = Print this help
help-version = Print the version
help-restored = The data was just restored from a backup: devices give back what it lacks
help-data = Data folder; made if it is not there (required)
help-listen = Address and port to listen on; port 0 takes a free one
help-tls-cert = TLS certificate (PEM, the whole chain); plain HTTP without it
help-tls-key = The certificate's private key (PEM)
help-ready-file = File that gets the real address once the relay is ready
help-admission = Who may found a new unit: open is anybody who can connect, closed is nobody
help-metrics = Who may read /metrics: loopback is this machine, open is anybody, off is nobody
help-log = Log level: error, warn, info, debug
help-space-quota = Most bytes of packs that one space may hold
help-grace-days = Days that packs are kept after a merged one took their place
help-escrow-bytes = Most bytes that a device may bring to a space after its access ended
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

backed-up = Copied { $bytes } bytes to { $path }. It holds the relay's key: keep it where nobody else can read it.
key-exported = The relay's key is now in { $path }. Print that line and keep it in a safe: with it, an empty folder becomes this relay again, and devices fill it. Whoever has it can pass for this relay to the devices, though he cannot read their records. Show it to nobody, and delete the file once it is printed.
key-imported = { $data } is now the relay with this key. Start the relay at its usual address; devices give it what they have at their next sync. What only the lost relay had is not among it.
restored = { $path } was put back into { $data }. Start the relay; devices give back what is missing at their next sync.
restored-over = The data that was there before is now { $path }. Delete it once you are sure that it is not needed.
checked-whole = Nothing is damaged: { $spaces } spaces, { $entries } ledger entries, { $packs } packs.
checked-damaged = { $damages } damages in { $spaces } spaces, { $entries } ledger entries, { $packs } packs. Keep this folder as it is, restore a backup into another one with sotay-relay restore, and start the relay there; devices give back what is missing. If there is no backup, take the key out with sotay-relay export-key, put it into an empty folder with import-key, and start the relay there: devices fill it.
checked-damaged-backup = { $damages } damages in { $spaces } spaces, { $entries } ledger entries, { $packs } packs. Do not rely on this backup: check the data folder with sotay-relay check --data, and write another backup.

failed-no-data = There is no data folder. Run: sotay-relay --data FOLDER
failed-missing = The setting { $name } is missing. See: sotay-relay --help
failed-value = { $place } cannot be “{ $value }”. See: sotay-relay --help
failed-half-tls = Give both --tls-cert and --tls-key, or neither.
failed-file = The settings file { $path } cannot be read: { $reason }
failed-form = { $path } is not a settings file: { $reason }
failed-unknown = { $path } has a setting that does not exist: { $name }. See: sotay-relay --help
failed-log = That is no log level ({ $reason }). For example: --log info
failed-tls = The certificate or key cannot be used: { $reason }. Check --tls-cert and --tls-key: both are PEM files and belong together.
failed-listen = Cannot listen on { $address }: { $reason }. Choose another --listen, or stop the program that uses this port.
failed-ready-file = The --ready-file cannot be written: { $reason }
failed-system = The relay cannot run: { $reason }
failed-in-use = Another relay is using the folder { $path }. Stop it, or choose another --data.
failed-newer = The data was made by a newer version (form { $found }; this program knows up to { $known }). Install a newer version; the data was not touched.
failed-older = The data was made by an older version (form { $found }; this program has { $known }). Start the relay once with this version, then check again.
failed-older-backup = The backup was made by an older version (form { $found }; this program has { $known }). Put it back into an empty folder with sotay-relay restore, which brings it to the new form, then check that folder.
failed-key = { $path } does not hold a relay's key ({ $reason }). It is one line that begins with SOTAYK1-: compare it with the paper, character by character.
failed-no-store = { $path } is not there. Check --data and --from.
failed-out-exists = { $path } is there already. Choose another name for --out.
failed-store-exists = There is data already: { $path }. Choose another --data, or add --force, which moves that data aside.
failed-store-used = The data folder belongs to a relay that is in use: { $path }. A key can only be put into an empty one. Choose another --data.
failed-full = The disk is full. Free some space and start again; what was acknowledged is still there.
failed-read-only = The data folder cannot be written. Check its permissions and its disk.
failed-damaged = The data file is damaged ({ $reason }). Keep it as it is and restore a backup into another folder; devices will give back what is missing. If there is no backup: sotay-relay import-key puts the key that you kept into an empty folder, and devices fill it.
