// What a request to /logs asks for.

internal import HTTP
internal import Journal

/// A reading of the exporter's own journal entries.
struct LogsQuery: Sendable {
    private static let defaultLimit = 100

    let limit: Int
    let format: JournalReader.Format

    init(_ request: Request) throws(Refusal) {
        var limit = Self.defaultLimit
        for item in request.query {
            guard item.name == "limit" else {
                throw Refusal(.badRequest, "The only parameter known here is limit.")
            }
            guard let number = Int(item.value), (1...JournalReader.maximumEntries).contains(number) else {
                throw Refusal(
                    .badRequest, "The parameter limit must be a whole number from 1 to \(JournalReader.maximumEntries)."
                )
            }
            limit = number
        }
        self.limit = limit
        format = Self.wantsJSON(request) ? .jsonLines : .text
    }

    /// Whether JSON is wanted rather than text.
    private static func wantsJSON(_ request: Request) -> Bool {
        for range in MediaRange.preferences(request.values(of: "accept")) {
            switch range.name {
            case "application/json", "application/*": return true
            case "text/plain", "text/*", "*/*": return false
            default: break
            }
        }
        return false
    }
}
