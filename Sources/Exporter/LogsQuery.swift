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

    /// Whether application/json is among what is accepted, other than with a weight of zero (RFC 9110, section 12.4.2).
    private static func wantsJSON(_ request: Request) -> Bool {
        request.values(of: "accept").flatMap { $0.lowercased().split(separator: ",") }.contains { range in
            let parts = range.split(separator: ";").map { $0.filter { !$0.isWhitespace } }
            let refusesIt = parts.dropFirst().contains { $0.wholeMatch(of: /q=0(\.0*)?/) != nil }
            return parts.first == "application/json" && !refusesIt
        }
    }
}
