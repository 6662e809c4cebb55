/// Which token owns which key of a pool, and which keys are free, by their leading digits.
///
/// A token that moves takes the free key with the lowest number, so that owners depend on the present classes and not on the
/// way that led to them.
package struct KeyOwners {
    /// Leading digits that make a class.
    package let digits: Int
    /// The class of each key.
    private let classes: [UInt16]
    /// The numbers of the keys of each class, rising.
    private let members: [[UInt32]]
    /// For each key the token that owns it, or -1.
    private var tokens: [Int32]
    /// For each class its free keys.
    private var freeKeys: [Int]
    /// For each token the number of its key.
    package private(set) var keyNumbers: [UInt32]

    /// Number of classes: 10^`digits`.
    package var classCount: Int { members.count }

    /// - Parameter keyNumbers: a different number below the pool's count for each token.
    package init(_ pool: KeyPool, digits: Int, keyNumbers: [UInt32]) {
        let classes = (0..<pool.count).map { UInt16(KeyPool.leading(digits, of: pool.key($0))) }
        let classCount = (0..<digits).reduce(1) { power, _ in power * 10 }
        var members = [[UInt32]](repeating: [], count: classCount)
        for (number, label) in classes.enumerated() { members[Int(label)].append(UInt32(number)) }
        var tokens = [Int32](repeating: -1, count: pool.count)
        var freeKeys = members.map(\.count)
        for (token, number) in keyNumbers.enumerated() {
            precondition(tokens[Int(number)] < 0, "two tokens own key \(number)")
            tokens[Int(number)] = Int32(token)
            freeKeys[Int(classes[Int(number)])] -= 1
        }
        self.digits = digits
        self.classes = classes
        self.members = members
        self.tokens = tokens
        self.freeKeys = freeKeys
        self.keyNumbers = keyNumbers
    }

    /// The class of a token.
    package func label(of token: Int) -> Int { Int(classes[Int(keyNumbers[token])]) }

    /// Whether a token may move into a class without a swap.
    package func hasFreeKey(_ label: Int) -> Bool { freeKeys[label] > 0 }

    /// Keys of a class, owned or free.
    package func keyCount(_ label: Int) -> Int { members[label].count }

    /// The token that owns key number `index` of a class, if one does.
    package func owner(_ index: Int, of label: Int) -> Int? {
        let token = tokens[Int(members[label][index])]
        return token < 0 ? nil : Int(token)
    }

    /// Gives a token the lowest free key of a class, which must have one.
    package mutating func move(_ token: Int, to label: Int) {
        let old = Int(keyNumbers[token])
        guard let number = members[label].first(where: { tokens[Int($0)] < 0 }) else {
            preconditionFailure("class \(label) has no free key")
        }
        tokens[old] = -1
        freeKeys[Int(classes[old])] += 1
        tokens[Int(number)] = Int32(token)
        freeKeys[label] -= 1
        keyNumbers[token] = number
    }

    /// Exchanges the keys of two tokens.
    package mutating func swap(_ first: Int, _ second: Int) {
        keyNumbers.swapAt(first, second)
        tokens[Int(keyNumbers[first])] = Int32(first)
        tokens[Int(keyNumbers[second])] = Int32(second)
    }
}
