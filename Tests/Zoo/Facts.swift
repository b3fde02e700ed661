// What is known of an animal, as the zoo writes it: KEY=VALUE, with spaces between. Keeps the order; decides nothing.

/// Keys and values.
struct Facts {
    private(set) var pairs: [(key: String, value: String)] = []

    init(_ pairs: KeyValuePairs<String, String> = [:]) {
        for (key, value) in pairs { self[key] = value }
    }

    /// Reads what `line` wrote.
    init(line: String) {
        for word in line.split(separator: " ") {
            guard let sign = word.firstIndex(of: "=") else { continue }
            self[String(word[..<sign])] = String(word[word.index(after: sign)...])
        }
    }

    /// An empty value is none.
    subscript(key: String) -> String? {
        get { pairs.first { $0.key == key }?.value }
        set {
            pairs.removeAll { $0.key == key }
            if let newValue, !newValue.isEmpty { pairs.append((key, newValue)) }
        }
    }

    /// These, then the others; an other of the same key wins.
    func with(_ others: Facts) -> Facts {
        var facts = self
        for pair in others.pairs { facts[pair.key] = pair.value }
        return facts
    }

    var line: String {
        pairs.map { "\($0.key)=\($0.value)" }.joined(separator: " ")
    }
}
