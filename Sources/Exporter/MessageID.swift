// One id for each kind of entry (journalctl MESSAGE_ID=…): random, and never changed once published
// (systemd.journal-fields(7)).

/// A MESSAGE_ID.
enum MessageID: String, CaseIterable, Sendable {
    case namespaceAdded = "dcea25603ccf418d9631f9b3784d9bdf"
    case namespaceDeleted = "2d1c7003ef314535b6f34230d74eab20"
    case nsidGiven = "df2bab4694d941e991331725c344f31a"
    case nsidTaken = "da47455ac7cc4c8ba0d816dedb43f037"
    case feedLost = "1442ec9e18584274b55eb1ff3c920492"
    case started = "0651cf4c729145e7b64a4412b2a2bcd0"
    case stopping = "da52b3d1f1d84791bd2b3e360bb2dfd5"
}
