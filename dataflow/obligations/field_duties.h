// What the classes of a project owe for their attributes: which ones are stored objects that must be released or held and stopped, who
// releases them, and what the end methods of the class (`close`, `stop`, `__aexit__`, …) reach.
//
//   class Client:
//       async def connect(self):
//           self._session = ClientSession()                 duty: release, of Client._session
//           self._pinger = create_task(self._ping())        duty: keep-alive, of Client._pinger
//       async def close(self):
//           await self._session.close()                     end: releases _session, forgets _pinger
//
// An attribute belongs to a family of classes: those below the class that stores it, and all that stand above any of them. What code
// of any of them, or code that reaches the attribute in another way, does to what the attribute holds is found by the same facts as
// the life of a local object. Where the receiver's class is unknown the name of the attribute counts (silence).
//
// Source: owning fields and their destructor-like methods after Kellogg et al. (2021); Shadab et al., Inference of Resource Management
// Specifications (OOPSLA 2023), for which class owes what.
#ifndef DANGLE_DATAFLOW_OBLIGATIONS_FIELD_DUTIES_H_
#define DANGLE_DATAFLOW_OBLIGATIONS_FIELD_DUTIES_H_

#include <string_view>
#include <vector>

#include "dataflow/interproc/summaries.h"

namespace dangle {

struct FieldStoreAt {
  FunctionRef function;
  FieldStore store;
};

// A place where somebody releases what the field holds, or takes it over.
struct FieldRelease {
  FunctionRef function;
  ValueId at;
  bool is_return = false;   // a function gives it to its caller
  bool is_restart = false;  // before the same function stores the next one
};

// A further field with a duty, and where an end method releases it.
struct ReleasedSibling {
  NameId name;
  FunctionRef function;
  ValueId at;
};

// A method that ends the life of an instance.
struct EndMethod {
  FunctionRef function;
  bool releases = false;                  // what the field holds, by itself or through what it calls
  bool is_trivial = false;                // does nothing at all
  std::vector<ReleasedSibling> siblings;  // in order of their names
  std::vector<FunctionRef> reached;       // itself and what it may run or hand on, sorted
};

struct FieldDuty {
  Field field;
  Protocol protocol = Protocol::kRelease;
  std::vector<FieldStoreAt> stores;    // in order of modules and functions
  std::vector<FieldRelease> releases;  // likewise
  std::vector<EndMethod> ends;         // of the classes above and below: own ones first
  std::string_view inherited_end;      // else the end hook that a modelled base class calls: "cog_unload"
  bool has_unknown_base = false;
  std::vector<std::size_t> overwrites;        // of `stores`: those that a loop does again while what it stored before may still be owed
  std::vector<std::size_t> event_overwrites;  // likewise: those that an event handler does again
  bool is_handed_over = false;                // released, taken over or given away at any place that is no restart
};

// In order of the first stores.
std::vector<FieldDuty> FindFieldDuties(const Program& program, const ProgramSummaries& summaries, std::size_t threads);

}  // namespace dangle

#endif  // DANGLE_DATAFLOW_OBLIGATIONS_FIELD_DUTIES_H_
