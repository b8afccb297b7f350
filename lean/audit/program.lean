import Lean

/-!
Compares two compiled modules, a trusted one and a submitted one, and collects the axioms of
the submitted proofs. Nothing of either is elaborated or run: their constants are read as data,
and looked up there first, then in what the trusted module imports.
-/

open Lean

namespace Cosita

structure Compiled where
  imports : List Name
  own : List (Name × ConstantInfo)

def load (path : System.FilePath) : IO Compiled := do
  let (data, _) ← readModuleData path
  return {
    imports := data.imports.toList.map fun i => i.module
    own := data.constNames.toList.zip data.constants.toList }

def Compiled.table (m : Compiled) : NameMap ConstantInfo :=
  m.own.foldl (fun (table : NameMap ConstantInfo) (p : Name × ConstantInfo) => table.insert p.1 p.2) {}

structure Both where
  base : Environment
  trusted : NameMap ConstantInfo
  submitted : NameMap ConstantInfo

def valuesOf : ConstantInfo → List Expr
  | .defnInfo v => [v.value]
  | .thmInfo v => [v.value]
  | .opaqueInfo v => [v.value]
  | _ => []

def mentioned (e : Expr) : List Name := e.getUsedConstants.toList

/-- Whether a constant of the trusted module is the same in the submitted one. -/
def sameConstant : ConstantInfo → ConstantInfo → Bool
  | .defnInfo a, .defnInfo b =>
    a.levelParams == b.levelParams && a.type == b.type && a.value == b.value && a.safety == b.safety
  | .opaqueInfo a, .opaqueInfo b =>
    a.levelParams == b.levelParams && a.type == b.type && a.value == b.value && a.isUnsafe == b.isUnsafe
  | .thmInfo a, .thmInfo b => a.levelParams == b.levelParams && a.type == b.type
  | .axiomInfo a, .axiomInfo b => a.levelParams == b.levelParams && a.type == b.type && a.isUnsafe == b.isUnsafe
  | .inductInfo a, .inductInfo b =>
    a.levelParams == b.levelParams && a.type == b.type && a.numParams == b.numParams && a.numIndices == b.numIndices
      && a.all == b.all && a.ctors == b.ctors && a.isUnsafe == b.isUnsafe
  | .ctorInfo a, .ctorInfo b =>
    a.levelParams == b.levelParams && a.type == b.type && a.induct == b.induct && a.cidx == b.cidx
      && a.numParams == b.numParams && a.numFields == b.numFields && a.isUnsafe == b.isUnsafe
  | .recInfo a, .recInfo b => a.levelParams == b.levelParams && a.type == b.type && a.isUnsafe == b.isUnsafe
  | _, _ => false

/-- What the meaning of a constant depends on; a theorem means its type. -/
def meaning (info : ConstantInfo) : List Name :=
  match info with
  | .thmInfo v => mentioned v.type
  | .inductInfo v => v.ctors ++ mentioned v.type
  | .ctorInfo v => v.induct :: mentioned v.type
  | _ => mentioned info.type ++ ((valuesOf info).map mentioned).flatten

/-- The first constant, of those that the names lead to, that is not the same in both modules. -/
def firstDifference (b : Both) (names : List Name) : Option Name := Id.run do
  let mut todo := names
  let mut seen : NameSet := {}
  while !todo.isEmpty do
    let name := todo.head!
    todo := todo.drop 1
    if seen.contains name then
      continue
    seen := seen.insert name
    match b.trusted.find? name, b.submitted.find? name with
    | none, none =>
      unless (b.base.find? name).isSome do
        return some name
    | some x, some y =>
      unless sameConstant x y do
        return some name
      todo := meaning x ++ todo
    | _, _ => return some name
  return none

/-- The axioms that a constant of the submitted module depends on, and the constants on the way
that are nowhere to be found. -/
def dependsOn (b : Both) (start : Name) : List Name × List Name := Id.run do
  let mut todo := [start]
  let mut seen : NameSet := {}
  let mut assumed : List Name := []
  let mut unknown : List Name := []
  while !todo.isEmpty do
    let name := todo.head!
    todo := todo.drop 1
    if seen.contains name then
      continue
    seen := seen.insert name
    let found := match b.submitted.find? name with
      | some info => some info
      | none => b.base.find? name
    match found with
    | none => unknown := name :: unknown
    | some info =>
      match info with
      | .axiomInfo _ => assumed := name :: assumed
      | .inductInfo v => todo := v.ctors ++ todo
      | .ctorInfo v => todo := v.induct :: todo
      | _ => pure ()
      todo := mentioned info.type ++ ((valuesOf info).map mentioned).flatten ++ todo
  return (assumed, unknown)

def answer (name : Name) (same : Bool) (why : String) (assumed : List Name) : Json :=
  Json.mkObj [
    ("name", Json.str (name.toString (escape := false))),
    ("same", Json.bool same),
    ("why", Json.str why),
    ("axioms", Json.arr (assumed.map fun a => Json.str a.toString).toArray)]

def judge (b : Both) (name : Name) : Json :=
  match b.trusted.find? name, b.submitted.find? name with
  | some (.thmInfo x), some (.thmInfo y) =>
    if x.levelParams != y.levelParams then answer name false "the universes differ" []
    else if x.type != y.type then answer name false "the types differ" []
    else
      match firstDifference b (mentioned x.type) with
      | some other => answer name false s!"{other} is not the same in both modules" []
      | none =>
        match dependsOn b name with
        | (assumed, []) => answer name true "" assumed
        | (_, other :: _) => answer name false s!"{other} is nowhere to be found" []
  | none, _ => answer name false "the trusted module does not hold it" []
  | _, none => answer name false "the submitted module does not hold it" []
  | _, _ => answer name false "it is not a theorem in both modules" []

def audit (nonce : String) (trustedPath submittedPath : System.FilePath) (names : List Name) : IO Unit := do
  let trusted ← load trustedPath
  let submitted ← load submittedPath
  for i in submitted.imports do
    unless trusted.imports.contains i do
      throw <| IO.userError s!"the submitted module imports {i}"
  for i in trusted.imports do
    unless submitted.imports.contains i do
      throw <| IO.userError s!"the submitted module does not import {i}"
  let base ← importModules (trusted.imports.map fun name => { module := name }).toArray {} 0
  let b : Both := { base := base, trusted := trusted.table, submitted := submitted.table }
  for (name, _) in submitted.own do
    if (base.find? name).isSome then
      throw <| IO.userError s!"the submitted module declares {name} again"
  let answers := (names.map (judge b)).toArray
  let all := Json.mkObj [
    ("nonce", Json.str nonce),
    ("version", Json.str Lean.versionString),
    ("theorems", Json.arr answers)]
  IO.println (nonce ++ " " ++ all.compress)

end Cosita

