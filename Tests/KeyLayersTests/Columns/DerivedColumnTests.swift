import KeyLayers
import Testing

@Suite struct DerivedColumnTests {
    @Test(arguments: [
        "column 3 = nearest left VERB,AUX in 2 take 1", "column 99 = nearest right a in 1 take 98",
        "column 4 = path left VERB in 2 skip DET,ADJ", "column 5 = path right VERB,AUX,X in 2",
        "column 2 = span from seen 1", "column 7 = span to seen 2147483647", "column 8 = pass",
        "column 2 = cluster 32 in 1", "column 9 = cluster 4096 in 98", "column 3 = length by 2",
    ])
    func whatIsPrintedIsReadBack(text: String) throws {
        let column = try DerivedColumn(text: text)
        #expect(column.description == text)
        let spaced = text.split(separator: " ").joined(separator: " \t ")
        #expect(try DerivedColumn(text: spaced) == column)
        #expect(try LayerList(text: text + " # why\nbias").columns == [column])
    }

    @Test(arguments: [
        "column", "column 3", "column 3 =", "column x = pass", "column 0 = pass", "column 100 = pass",
        "column 3 = pass 1", "column 3 = somewhere", "column 3 = nearest up a in 1 take 1",
        "column 3 = nearest left in 1 take 1", "column 3 = nearest left a,,b in 1 take 1",
        "column 3 = nearest left a in 0 take 1", "column 3 = nearest left a in 1", "column 3 = path left a",
        "column 3 = path left a in 1 skip", "column 3 = path left a in 1 skip , b",
        "column 3 = span from seen 0", "column 3 = span from seen -1", "column 3 = span at seen 2",
        "column 3 = span from seen 99999999999999999999", "column 3 = cluster 0 in 1",
        "column 3 = cluster 4097 in 1",
        "column 3 = cluster 32", "column 3 = cluster 32 in 0", "column 3 = length by",
        "column 3 = length by 2 in 1",
        "column 3 = length 2", "column 3 nearest left a in 1 take 1",
    ])
    func unreadableTextsAreNamed(text: String) {
        #expect(throws: LayerTextError.self) { try DerivedColumn(text: text) }
        let error = #expect(throws: LayerTextError.self) { try LayerList(text: "bias\n" + text) }
        #expect(error?.line == 2)
    }

    @Test func columnsFollowEachOther() throws {
        let list = try LayerList(text: "column 3 = pass\nbias\ncolumn 4 = span to seen 2\n4.token[0]\n")
        #expect(list.columns.map(\.number) == [3, 4])
        #expect(list.lines == ["column 3 = pass", "column 4 = span to seen 2", "bias", "4.token[0]"])
        #expect(throws: LayerTextError.self) { try LayerList(text: "column 3 = pass\ncolumn 5 = pass") }
    }
}
