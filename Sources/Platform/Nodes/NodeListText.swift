/// Reads lists of processors by node, such as "0-3,8;4-7".
enum NodeListText {
    // More than any kernel supports; it bounds the memory that a range such as "0-999999999" asks for.
    private static let largestProcessor = 65_535

    static func processorsByNode(_ text: String) throws(InvalidNodeList) -> [[Int]] {
        var seen = Set<Int>()
        var nodes: [[Int]] = []
        for node in text.split(separator: ";", omittingEmptySubsequences: false) {
            var processors: [Int] = []
            for part in node.split(separator: ",", omittingEmptySubsequences: false) {
                for processor in try range(part, of: text) {
                    guard seen.insert(processor).inserted else {
                        throw InvalidNodeList(text: text, problem: "processor \(processor) is listed twice")
                    }
                    processors.append(processor)
                }
            }
            nodes.append(processors)
        }
        return nodes
    }

    private static func range(_ part: Substring, of text: String) throws(InvalidNodeList) -> ClosedRange<Int>
    {
        let bounds = part.split(separator: "-", omittingEmptySubsequences: false)
        guard (1...2).contains(bounds.count), let lower = number(bounds[0]),
            let upper = number(bounds[bounds.count - 1])
        else {
            throw InvalidNodeList(
                text: text, problem: "'\(part)' is neither a processor (0 to \(largestProcessor)) nor a range"
            )
        }
        guard lower <= upper else {
            throw InvalidNodeList(text: text, problem: "the range '\(part)' runs backwards")
        }
        return lower...upper
    }

    private static func number(_ text: Substring) -> Int? {
        guard !text.isEmpty, text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
            let value = Int(text), value <= largestProcessor
        else { return nil }
        return value
    }
}
