import Foundation

/// One way in for bytes from strangers.
protocol FuzzTarget: SendableMetatype {
    /// What it is called.
    static var name: String { get }

    /// Prepares what all executions share.
    init() throws

    /// Inputs from which the fuzzer starts; made by the library itself where it writes such files.
    func seeds() throws -> [[UInt8]]

    /// One execution. What is refused properly is no error; everything that is thrown is a finding, like every trap.
    func run(_ bytes: [UInt8]) throws

    /// Makes the next input where the fuzzer's own way would seldom get past a checksum; nil for the fuzzer's own way.
    var mutator: Mutator? { get }
}

extension FuzzTarget {
    var mutator: Mutator? { nil }
}

/// The next input from one before it, at most `room` bytes; nil to leave it to the fuzzer.
typealias Mutator = @Sendable (_ bytes: [UInt8], _ room: Int, _ random: inout MutationRandom) -> [UInt8]?

/// Ends the process like a trap, with what was found.
func finding(_ problem: String) -> Never {
    FileHandle.standardError.write(Data("finding: \(problem)\n".utf8))
    abort()
}

/// A property that must hold.
func require(_ condition: Bool, _ problem: @autoclosure () -> String) {
    if !condition { finding(problem()) }
}

/// A refusal is told in one line, with nothing in it that a terminal obeys.
func checkRefusal(_ error: some CustomStringConvertible) {
    let text = error.description
    let isPlain = text.unicodeScalars.allSatisfy {
        $0.value >= 0x20 && !(0x7F...0x9F).contains($0.value) && $0.value != 0x2028 && $0.value != 0x2029
    }
    require(isPlain && !text.isEmpty, "a refusal that is no plain line: \(text.debugDescription)")
}

/// Numbers for mutations, the same for the same seed (splitmix64).
struct MutationRandom: RandomNumberGenerator {
    private var state: UInt64

    init(seed: CUnsignedInt) { state = UInt64(seed) }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// True in so many of a hundred cases.
    mutating func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &self) < percent }
}

/// Takes choices from the front of an input; zeros after its end.
struct ChoiceReader {
    private(set) var rest: ArraySlice<UInt8>

    init(_ bytes: [UInt8]) { rest = bytes[...] }

    mutating func byte() -> UInt8 { rest.popFirst() ?? 0 }

    mutating func number(_ range: ClosedRange<Int>) -> Int {
        let bytes = range.count > 256 ? 2 : 1
        let value = (0..<bytes).reduce(0) { value, _ in value << 8 | Int(byte()) }
        return range.lowerBound + value % range.count
    }

    mutating func pick<Choice>(_ choices: [Choice]) -> Choice { choices[number(0...choices.count - 1)] }
}
