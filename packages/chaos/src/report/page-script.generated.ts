// Made by build-report.mjs from src/report/page; not to be edited.
export const pageScript = `(()=>{function Z(t,e,n){let o=window.devicePixelRatio||1,[r,i]=[Math.round(e*o),Math.round(n*o)];(t.width!==r||t.height!==i)&&(t.width=r,t.height=i,t.style.width=\`\${e}\\
px\`,t.style.height=\`\${n}px\`);let s=t.getContext("2d");if(s===null)throw new Error("this browser offers no 2d canvas");return s.setTransform(o,0,0,o,0,0),s.clearRect(
0,0,e,n),s}function ee(t,e,n,o,r){if(r<12)return;let i=e.length>r?e.slice(0,Math.ceil(r)):e,s=t.measureText(i).width;if(s<=r){t.fillText(i,n,o);return}let a=Math.
floor(i.length*(r-6)/s);a>=2&&t.fillText(\`\${i.slice(0,a).trimEnd()}\\u2026\`,n,o)}function te(t,e,n){let o=(e-t)/Math.max(1,n),r=10**Math.floor(Math.log10(o)),i=([
1,2,5,10].find(a=>a*r>=o)??10)*r,s=[];for(let a=Math.ceil(t/i);a*i<=e;a++)s.push(a*i);return{step:i,at:s}}var ne=["partition","kill","pause","clock","other"];function C(t){return/partition|isolate|one-way|ring|halves|bridge|cut/i.test(t)?"partition":/kill|crash|restart/i.
test(t)?"kill":/pause|stop|freeze/i.test(t)?"pause":/clock|skew|drift|strobe/i.test(t)?"clock":"other"}function v(t,e){let n=Math.round(e*255).toString(16).padStart(
2,"0");return\`\${t}\${n}\`}function Pe(t){let e=o=>(parseInt(t.slice(o,o+2),16)/255)**2.2;return .2126*e(1)+.7152*e(3)+.0722*e(5)>.33?"#0f1a24":"#ffffff"}var gn=[.34,.67];function Oe({dim:t,outcomes:e}){let[n,o,r]=e.map(i=>i[1]);return["",t,v(n,.5),v(n,.75),n,o,r]}var oe=class{#t;#o;#n;#e;#i=1/0;#r=-1;constructor(e,n){
let o=Math.ceil((e.right-e.left)*e.ratio)+2;this.#t=e,this.#o=n,this.#n=new Uint8Array(o),this.#e=new Float32Array(o)}add(e,n,o){let{left:r,ratio:i}=this.#t,s=Math.
floor((e-r)*i);s<0||s>=this.#n.length||(this.#n[s]<=o&&(this.#n[s]=o+1),o>0&&(this.#e[s]+=Math.max(n*i,.12)),this.#i=Math.min(this.#i,s),this.#r=Math.max(this.#r,
s))}paint(e,n){if(this.#r<0)return;let{ctx:o,ratio:r,left:i,right:s}=this.#t,a=0,l=this.#i;for(let c=this.#i;c<=this.#r+1;c++){let m=this.#a(c);if(m!==a){if(a!==
0){o.fillStyle=this.#o[a];let u=i+l/r;o.fillRect(u,e,Math.min((c-l)/r,s-u),n)}a=m,l=c}}this.#n.fill(0,this.#i,this.#r+1),this.#e.fill(0,this.#i,this.#r+1),this.#i=
1/0,this.#r=-1}#a(e){let n=e>this.#r?0:this.#n[e];return n<2?n:n>2?n+2:2+gn.filter(o=>this.#e[e]>=o).length}};function d(t,e={},...n){let o=document.createElement(t);e.class!==void 0&&(o.className=e.class),e.id!==void 0&&(o.id=e.id),e.title!==void 0&&(o.title=e.title);for(let[
r,i]of Object.entries(e.attributes??{}))o.setAttribute(r,i);for(let[r,i]of Object.entries(e.on??{}))o.addEventListener(r,i);return ut(o,n),o}function T(t,e={},...n){
let o=document.createElementNS("http://www.w3.org/2000/svg",t);for(let[r,i]of Object.entries(e))o.setAttribute(r,String(i));return ut(o,n),o}function ut(t,e){for(let n of e)
n!=null&&n!==!1&&t.append(n)}function k(t,e,n={}){let o={type:"button",...n.attributes};return d("button",{...n,attributes:o,on:{click:e}},t)}function F(t,e,n,...o){
return d("section",{id:t,class:"card",attributes:{"aria-labelledby":\`\${t}-heading\`}},d("header",{class:"card-head"},d("h2",{id:\`\${t}-heading\`},e),n===void 0?null:
d("p",{class:"hint"},n)),...o)}var bn=new Intl.NumberFormat("en-US");function w(t){return bn.format(t)}function M(t,e,n=\`\${e}s\`){return\`\${w(t)} \${t===1?e:n}\`}function $(t){let e=Math.abs(t);return e<
1e3?\`\${Math.round(t)} ns\`:e<1e6?\`\${U(t/1e3)} \\xB5s\`:e<1e9?\`\${U(t/1e6)} ms\`:e<12e10?\`\${U(t/1e9)} s\`:\`\${Math.floor(t/6e10)} min \${Math.round(t%6e10/1e9)} s\`}function b(t,e=1e6){
let n=Math.min(9,Math.max(0,Math.ceil(9-Math.log10(Math.max(1,e))-1e-9)));return\`\${(t/1e9).toFixed(n)} s\`}function U(t){let e=Math.abs(t);return e>=100||e===0?t.
toFixed(0):e>=10?t.toFixed(1):t.toFixed(2)}var wn=/[\\u0000-\\u001f\\u007f-\\u009f\\u061c\\u200b-\\u200f\\u2028-\\u202e\\u2060-\\u2069\\ufeff]/g;function h(t){return t.replace(
wn,e=>\`\\\\u\${e.charCodeAt(0).toString(16).padStart(4,"0")}\`)}function E(t,e=96){return t.length<=e?t:\`\${t.slice(0,e-1)}\\u2026\`}function B(t){return/^[\\w./:-]+$/.
test(t)?t:E(h(JSON.stringify(t)))}var xn=120;function ge(t,e,n){return d("select",{attributes:{"aria-label":t}},d("option",{attributes:{value:""}},e),...n.map(([o,r])=>d("option",{attributes:{value:o}},
r)))}function be(t,e,n,o){let r=new Set,i=e.map(a=>{let l=k(E(h(a),24),()=>{r.delete(a)||r.add(a),s(),n()},{class:"chip",attributes:{"aria-pressed":"false"}});return o!==
void 0&&l.prepend(d("span",{class:\`mark \${o}\${a}\`})),l}),s=()=>i.forEach((a,l)=>a.setAttribute("aria-pressed",String(r.has(e[l]))));return{element:d("span",{class:"\\
group",attributes:{role:"group","aria-label":t}},...i),chosen:()=>new Set(r),choose(a){r.clear();for(let l of a)r.add(l);s()}}}function He(t,e,n,o){let r=d("inp\\
ut",{class:"search",attributes:{type:"search",placeholder:t,"aria-label":e}}),i=0;return r.addEventListener("input",()=>{window.clearTimeout(i),i=window.setTimeout(
n,xn)}),r.addEventListener("keydown",s=>{s.key==="Enter"&&o(s.shiftKey?-1:1)}),r}function Be(t){return d("span",{class:"group"},k("\\u2039",()=>t(-1),{attributes:{
"aria-label":"Previous matching operation"}}),k("\\u203A",()=>t(1),{attributes:{"aria-label":"Next matching operation"}}))}function re(t){return t.flatMap(([e,n])=>n===void 0||n===""?[]:[[e,h(n)]])}function ft({heading:t,facts:e}){return[t,...e.map(([n,o])=>\`\${n} \${o}\`)].join(", ")}function Ie(t,e){let n=d("details",{class:"further"},d("summary",{},h(t)));return n.addEventListener("toggle",()=>n.append(e()),{once:!0}),n}function We(t,e,n,o,r=""){
let i=e.length-n;return d("details",{class:"others"},d("summary",{},t),...e.slice(0,n).map(o),i>0&&d("p",{class:"hint"},\`\${w(i)} more\${r}.\`))}function x({left:t,from:e,scale:n},o){return t+(o-e)*n}function K(t,e,n){if(n<t.from||e>t.to)return;let o=Math.max(x(t,e),t.left-2),r=Math.min(x(t,n),t.right+2);
return{x:o,width:Math.max(r-o,1)}}function we({ctx:t,theme:e,left:n,right:o},r,i){let s=Math.max(r.x-2.5,n-4),a=Math.min(r.x+r.width+2.5,o+4);a<=s||(t.strokeStyle=
e.surface,t.lineWidth=4,t.beginPath(),t.roundRect(s,r.y-2.5,a-s,r.height+5,3),t.stroke(),t.strokeStyle=i,t.lineWidth=2,t.stroke())}function De({ctx:t,theme:e,left:n,
right:o},r,i){if(r.width>34||r.height<8||r.x>o||r.x+r.width<n)return;t.font=\`600 11px \${e.font}\`,t.textAlign="left",t.textBaseline="middle";let{width:s}=t.measureText(
i),a=r.x+r.width+7,l=a+s>o?r.x-7-s:a;t.fillStyle=e.surface,t.beginPath(),t.roundRect(l-3,r.y-1,s+6,r.height+2,3),t.fill(),t.fillStyle=e.alarm,t.fillText(i,l,r.y+
r.height/2+.5)}function Ve(t,{from:e,to:n},o){let r=x(t,e);t.ctx.fillStyle=v(t.theme.accent,.18),t.ctx.fillRect(r,0,x(t,n)-r,o)}var se=84,xe=24,ze=44,ie=26,pt=20,vn=40;function Ne(t){let e=d("div",{class:"interval-picture"}),n=0;return new ResizeObserver(()=>{let o=Math.max(e.clientWidth,
320);o!==n&&(n=o,e.replaceChildren(kn(t,o)))}).observe(e),e}function kn(t,e){let{intervals:n,moments:o,bands:r=[]}=t,i=[...new Set(n.map(({process:p})=>p))],s=Mn(
t,e),a=18,l=a+r.length*pt,c=l+i.length*ze+4,m=n.length===1?"operation":"operations",u=T("svg",{viewBox:\`0 0 \${e} \${c}\`,width:e,height:c,role:"group","aria-label":\`\${n.
length} \${m} as intervals, one row per process\`});r.forEach((p,f)=>u.append(...Sn(p,s,a+f*pt,c))),u.append(...Tn(o,s,a,c)),i.forEach((p,f)=>{let g=l+(f+.5)*ze;u.
append(T("line",{x1:se-12,x2:e-xe,y1:g,y2:g,class:"rule"}),T("text",{x:se-20,y:g+4,class:"name"},\`process \${p}\`))});for(let p of n){let f=l+(i.indexOf(p.process)+
.5)*ze-ie/2;u.append(Cn(p,t.visits,s,f,e))}return u}function Mn({moments:t,gaps:e},n){let o=e??t.slice(1).map(()=>1),r=o.reduce((s,a)=>s+a,0)||1,i=[se];for(let s of o)
i.push(i.at(-1)+s/r*(n-se-xe-vn));return s=>{let a=t.findIndex(({at:m})=>m>=s);if(a===-1)return n-xe;if(a===0)return se;let[l,c]=[t[a-1].at,t[a].at];return i[a-
1]+(s-l)/(c-l)*(i[a]-i[a-1])}}function Sn({from:t,to:e,label:n,mark:o},r,i,s){let a=r(t),l=Math.max(r(e)-a,2);return[T("rect",{x:a,y:i,width:l,height:s-i,class:\`\\
shade \${o}\`}),T("rect",{x:a,y:i,width:l,height:2,class:\`bar \${o}\`}),T("text",{x:a+6,y:i+14,class:"small"},n)]}function Tn(t,e,n,o){let r=-1/0;return t.flatMap(({
at:i,label:s})=>{let a=e(i),l=T("line",{x1:a,x2:a,y1:n-4,y2:o,class:"moment"}),c=s.length*3.6;return a-c<r?[l]:(r=a+c+6,[l,T("text",{x:a,y:11,class:"time"},s)])})}
function Cn({process:t,from:e,to:n,isOpen:o,text:r,mark:i,visit:s},a,l,c,m){let u=l(e),p=Math.max(o?m-xe:l(n),u+6),f=\`M\${u} \${c}H\${p-9}L\${p} \${c+ie/2}L\${p-9} \${c+
ie}H\${u}Z\`,g=T("g",{class:\`operation \${i}\`,tabindex:0,role:"button","aria-label":\`\${r}, process \${t}; \${a}\`},o?T("path",{d:f,class:"interval"}):T("rect",{x:u,y:c,
width:p-u,height:ie,rx:4,class:"interval"}),Rn(r,u,p,c+ie/2+4.5,m));return g.addEventListener("click",s),g.addEventListener("keydown",S=>{S.key!=="Enter"&&S.key!==
" "||(S.preventDefault(),s())}),g}function Rn(t,e,n,o,r){let i=t.length*7;if(n-e>i+14)return T("text",{x:e+9,y:o,class:"in"},t);let s=n+i+10>r;return T("text",{
x:s?e-6:n+7,y:o,class:s?"out before":"out"},t)}function Ke(t){let{view:e}=t;return{"+":()=>t.show(e.zoomed(.5)),"=":()=>t.show(e.zoomed(.5)),"-":()=>t.show(e.zoomed(2)),_:()=>t.show(e.zoomed(2)),ArrowLeft:()=>e.
show(e.panned(-.1)),ArrowRight:()=>e.show(e.panned(.1)),PageUp:()=>t.show(e.panned(-.9)),PageDown:()=>t.show(e.panned(.9)),Home:()=>t.show(e.whole),Escape:()=>t.
unpin()}}function je(t,e){t.addEventListener("keydown",n=>{if(n.ctrlKey||n.metaKey||n.altKey)return;let o=e[n.key]??e[n.key.toLowerCase()];o!==void 0&&(n.preventDefault(),
o())})}function Ue(t){return d("details",{class:"keys",id:"keys"},d("summary",{},"Keys, when the picture has the focus"),d("dl",{},...t.flatMap(([e,n])=>[d("dt",
{},e),d("dd",{},n)])))}function Ge(){let t=getComputedStyle(document.documentElement),e=n=>t.getPropertyValue(\`--\${n}\`).trim();return{get:e,list:(n,o)=>Array.from({length:o},(r,i)=>e(
\`\${n}-\${i+1}\`))}}function Xe({get:t,list:e},n){let o=ne.map(r=>[r,t(\`fault-\${r}\`)]);return{ink:t("ink"),ink2:t("ink-2"),ink3:t("ink-3"),surface:t("surface"),line:t(
"line"),lineSoft:t("line-soft"),dim:t("dim"),alarm:t("alarm"),accent:t("accent"),outcomes:[e("ok",n),e("fail",n),e("info",n)],faults:Object.fromEntries(o),terms:e(
"term",6),font:t("font")}}function _e(t){matchMedia("(prefers-color-scheme: dark)").addEventListener("change",t);let e=n=>()=>{document.documentElement.toggleAttribute(
"data-print",n),t()};window.addEventListener("beforeprint",e(!0)),window.addEventListener("afterprint",e(!1))}function ae(){return matchMedia("(prefers-reduced-\\
motion: reduce)").matches}var le=class{from=0;to=1;whole={from:0,to:1};closest=0;#t=new Set;get span(){return this.to-this.from}get isWhole(){return this.from<=this.whole.from&&this.to>=
this.whole.to}onChange(e){this.#t.add(e)}reset(e,n,o){this.whole=e,this.closest=Math.min(n,e.to-e.from),this.from=NaN,this.show(o)}show(e){let{from:n,to:o}=this.
fit(e);if(!(n===this.from&&o===this.to)){this.from=n,this.to=o;for(let r of this.#t)r()}}zoomed(e,n=(this.from+this.to)/2){let o=Math.min(Math.max(this.span*e,this.
closest),this.whole.to-this.whole.from),r=n-(n-this.from)/this.span*o;return{from:r,to:r+o}}panned(e){let n=this.span*e;return{from:this.from+n,to:this.to+n}}fit(e){
let{whole:n}=this,o=Math.max(e.to-e.from,this.closest);if(o>=n.to-n.from)return n;let r=(e.from+e.to)/2,i=Math.min(Math.max(r-o/2,n.from),n.to-o);return{from:i,
to:i+o}}},$n=220,qe=new WeakMap;function Ye(t,e){let n=t.fit(e);if(ae()){t.show(n);return}let o={from:t.from,to:t.to},r=performance.now(),i=G(t),s=a=>{if(qe.get(
t)!==i)return;let l=Math.min(1,Math.max(0,(a-r)/$n));t.show(l===1?n:Ln(o,n,1-(1-l)**3)),l<1&&requestAnimationFrame(s)};requestAnimationFrame(s)}function G(t){let e=(qe.
get(t)??0)+1;return qe.set(t,e),e}function Ln(t,e,n){let[o,r]=[t.to-t.from,e.to-e.from],i=o*(r/o)**n,s=o===r?n:(i-o)/(r-o),a=t.from+(e.from-t.from)*s;return{from:a,
to:a+i}}var P=48,ht=7,ve=3,ce=class{element;#t;#o=document.createElement("canvas");#n;#e;#i;#r;#a;#l=0;#c;constructor(e,n,o,r){this.#n=e,this.#e=n,this.#i=o,this.#r=r,this.#a=
r().theme,this.#t=d("canvas",{class:"minimap-picture",attributes:{"aria-hidden":"true"}}),this.element=d("div",{class:"minimap"},this.#t),e.onChange(()=>this.#u()),
new ResizeObserver(()=>this.redraw()).observe(this.element),this.#g()}redraw(){this.#l=this.element.clientWidth,this.#l!==0&&(this.#p(this.#r()),this.#u())}get#d(){
return Math.max(1,this.#l-this.#e-this.#i)}#s(e){let{whole:n}=this.#n;return this.#e+(e-n.from)/(n.to-n.from)*this.#d}#m(e){let{whole:n}=this.#n;return n.from+(e-
this.#e)/this.#d*(n.to-n.from)}#p(e){let{theme:n,bands:o,alarms:r}=e;this.#a=n;let i=Z(this.#o,this.#l,P);for(let{from:s,to:a,colour:l,alpha:c}of o){let[m,u]=[this.#s(
s),this.#s(a)];i.fillStyle=v(l,c),i.fillRect(m,0,u-m,P),i.fillStyle=l,i.fillRect(m,0,Math.max(u-m-1,1),3)}this.#h(i,e),i.fillStyle=n.line,i.fillRect(this.#e,P-1,
this.#d,1),i.fillStyle=n.alarm;for(let s of r){let a=this.#s(s);i.fillRect(a-1,0,2,P),i.beginPath(),i.moveTo(a-5,0),i.lineTo(a+5,0),i.lineTo(a,8),i.fill()}}#h(e,n){
let{theme:o}=n,r=this.#y(n),i=r[0].length,s=1;for(let a=0;a<i;a++)s=Math.max(s,r[0][a]+r[1][a]+r[2][a]);for(let a=0;a<i;a++){let l=P-1;for(let[c,m]of r.entries()){
if(m[a]===0)continue;let u=Math.max(m[a]/s*(P-10),1.5);e.fillStyle=v(o.outcomes[c][1],c===0?.7:1),e.fillRect(this.#e+a*ve,l-u,ve-1,u),l-=u}}}#y({count:e,mask:n,
outcome:o,begin:r}){let i=Math.ceil(this.#d/ve),s=[new Uint32Array(i),new Uint32Array(i),new Uint32Array(i)];for(let a=0;a<e;a++){if(n[a]!==1)continue;let l=Math.
floor((this.#s(r(a))-this.#e)/ve);s[o[a]][Math.min(Math.max(l,0),i-1)]+=1}return s}#u(){if(this.#l===0)return;let e=this.#n,n=this.#a,o=Z(this.#t,this.#l,P);o.drawImage(
this.#o,0,0,this.#l,P);let r=this.#e+this.#d,i=Math.max(this.#s(e.from),this.#e),s=Math.min(Math.max(this.#s(e.to),i+2),r);e.isWhole||(o.fillStyle=v(n.surface,.68),
o.fillRect(this.#e,0,i-this.#e,P),o.fillRect(s,0,r-s,P)),o.strokeStyle=n.ink3,o.lineWidth=1,o.beginPath(),o.roundRect(i+.5,.5,Math.max(s-i-1,2),P-1,4),o.stroke(),
o.fillStyle=n.ink2;for(let a of[i,s])o.beginPath(),o.roundRect(a-2,P/2-9,4,18,2),o.fill()}#f(e){let n=this.#n,[o,r]=[this.#s(n.from),this.#s(n.to)];return Math.
abs(e-o)<=ht?"from":Math.abs(e-r)<=ht?"to":!n.isWhole&&e>o&&e<r?"window":"new"}#g(){let e=this.#t,n=this.#n,o=r=>r.clientX-e.getBoundingClientRect().left;e.addEventListener(
"pointerdown",r=>{G(n),e.setPointerCapture(r.pointerId);let i=o(r);this.#c={what:this.#f(i),x:i,from:n.from,to:n.to}}),e.addEventListener("pointermove",r=>{let i=o(
r);this.#c===void 0?e.style.cursor=An[this.#f(i)]:n.show(this.#b(this.#c,i))}),e.addEventListener("pointerup",r=>{let i=this.#c;if(this.#c=void 0,i?.what!=="new"||
Math.abs(o(r)-i.x)>3)return;let s=(i.to-i.from)/2,a=this.#m(i.x);n.show({from:a-s,to:a+s})}),e.addEventListener("pointercancel",()=>this.#c=void 0),e.addEventListener(
"dblclick",()=>n.show(n.whole))}#b(e,n){let o=this.#m(n)-this.#m(e.x),r=(i,s)=>({from:Math.min(i,s),to:Math.max(i,s)});switch(e.what){case"from":return r(e.from+
o,e.to);case"to":return r(e.from,e.to+o);case"window":return{from:e.from+o,to:e.to+o};case"new":return Math.abs(n-e.x)>3?r(this.#m(e.x),this.#m(n)):e}}},An={from:"\\
ew-resize",to:"ew-resize",window:"grab",new:"crosshair"};var ke=class{element;#t;#o;constructor(e){this.#t=e,this.element=d("div",{class:"tooltip",attributes:{role:"tooltip",hidden:""}})}hide(){this.element.hidden=!0,
this.#o=void 0}show(e,n,o,r,i,s){(e!==this.#o||this.element.classList.contains("pinned")!==o)&&(this.#n(n(),o),this.#o=e),this.element.hidden=!1;let{offsetWidth:a,
offsetHeight:l}=this.element,c=r+16+a<=s?r+16:r-16-a,m=window.innerHeight-(this.element.parentElement?.getBoundingClientRect().top??0);this.element.style.left=\`\${Math.
max(0,Math.min(c,s-a))}px\`,this.element.style.top=\`\${Math.max(0,Math.min(i+14,m-l-8))}px\`}#n(e,n){this.element.classList.toggle("pinned",n),this.element.replaceChildren(
d("div",{class:"tooltip-head"},d("span",{class:\`mark \${e.mark}\`}),d("strong",{},h(e.heading)),n&&k("\\xD7",this.#t,{class:"close",attributes:{"aria-label":"Close"}})),
d("dl",{},...e.facts.flatMap(([o,r])=>[d("dt",{},o),d("dd",{},r)])))}};var de=class{canvas;view;gutter;padRight;overlay;tooltip;live;width=0;#t=!1;#o=!0;#n;#e;#i;constructor(e,n,o,r){this.view=e,this.gutter=n,this.padRight=o,this.canvas=
d("canvas",{class:"timeline-picture",attributes:{tabindex:"0",role:"application","aria-label":r,"aria-describedby":"keys"}}),this.overlay=d("canvas",{class:"tim\\
eline-overlay",attributes:{"aria-hidden":"true"}}),this.live=d("div",{class:"visually-hidden",attributes:{"aria-live":"polite"}}),this.tooltip=new ke(()=>this.unpin()),
e.onChange(()=>this.redraw())}get pinned(){return this.#e?.target}get plotWidth(){return Math.max(this.width-this.gutter-this.padRight,1)}get shown(){return this.#e??
this.#n}get choosing(){return this.#i}placeAt(e){return this.view.from+(e-this.gutter)/this.plotWidth*this.view.span}redraw(){this.#o=!0,this.refresh()}show(e){
Ye(this.view,e)}hover(e){let n=e===void 0?void 0:this.targetAt(e);this.#n=n===void 0||e===void 0?void 0:{target:n,point:e},this.canvas.style.cursor=n===void 0?"":
"pointer",this.moveCursor(e===void 0||e.x<this.gutter?void 0:this.placeAt(e.x)),this.refresh()}pinAt(e){this.hover(e),this.#e=this.#n,this.refresh()}unpin(){this.#e=
void 0,this.#n=void 0,this.redraw()}choose(e){this.#i=e,this.refresh()}drawNow(){let e=performance.now();return this.#o=!0,this.#r(),performance.now()-e}pin(e,n){
this.#e={target:e,point:n},this.#n=void 0,this.live.textContent=ft(this.describe(e)),this.redraw()}refresh(){this.#t||(this.#t=!0,requestAnimationFrame(()=>{this.#t=
!1,this.#r()}))}frameOf(e,n){let{view:o,gutter:r,plotWidth:i}=this;return{ctx:e??this.canvas.getContext("2d"),theme:n,from:o.from,to:o.to,left:r,right:r+i,ratio:window.
devicePixelRatio||1,scale:i/o.span}}within({ctx:e,left:n,right:o},r,i,s){e.save(),e.beginPath(),e.rect(n-3,r,o-n+6,i-r),e.clip(),s(),e.restore()}wipe(e,n){return Z(
e,this.width,n)}#r(){this.width!==0&&(this.#o&&this.drawPicture(),this.#o=!1,this.drawOverlay(),this.#a())}#a(){let{shown:e}=this;if(e===void 0){this.tooltip.hide();
return}let n=e===this.#e,{x:o,y:r}=n?this.follow(e):e.point,i=this.identify(e.target);this.tooltip.show(i,()=>this.describe(e.target),n,o,r,this.width)}};var Fn=280;function Ze(t){let{canvas:e,view:n}=t,o=new Map,r;e.addEventListener("pointerdown",s=>{if(s.button!==0)return;G(n);let a=J(e,s);o.set(s.pointerId,a),
e.setPointerCapture(s.pointerId);let l=o.size>1;r={point:a,last:a,from:n.from,to:n.to,moved:l,chooses:s.shiftKey}}),e.addEventListener("pointermove",s=>{let a=J(
e,s);o.size===2&&o.has(s.pointerId)?On(t,o,s.pointerId,a):r===void 0||!o.has(s.pointerId)?t.hover(a):En(t,r,a)});let i=s=>{o.delete(s.pointerId);let a=r;r=void 0,
t.choose(void 0),!(a===void 0||s.type==="pointercancel")&&(a.moved?a.chooses&&t.show(yt(t,a.point,J(e,s))):t.pinAt(J(e,s)))};e.addEventListener("pointerup",i),e.
addEventListener("pointercancel",i),e.addEventListener("pointerleave",()=>t.hover(void 0)),e.addEventListener("dblclick",s=>{t.show(n.zoomed(.25,t.placeAt(J(e,s).
x)))}),Pn(t)}function J(t,e){let n=t.getBoundingClientRect();return{x:e.clientX-n.left,y:e.clientY-n.top}}function yt(t,e,n){let[o,r]=[t.placeAt(e.x),t.placeAt(
n.x)];return{from:Math.min(o,r),to:Math.max(o,r)}}function En(t,e,n){let o=n.x-e.point.x;if(!e.moved&&Math.hypot(o,n.y-e.point.y)<4)return;if(e.moved=!0,t.hover(
void 0),e.chooses){t.choose(yt(t,e.point,n));return}t.scrollRows(e.last.y-n.y),e.last=n;let r=-o/t.plotWidth*(e.to-e.from);t.view.show({from:e.from+r,to:e.to+r})}
function Pn(t){let{canvas:e,view:n}=t,o=-1/0;window.addEventListener("wheel",r=>{e.contains(r.target)||(o=r.timeStamp)},{passive:!0}),e.addEventListener("wheel",
r=>{let{x:i}=J(e,r),s=r.timeStamp-o<Fn&&!r.ctrlKey,a=n.isWhole&&r.deltaY>0&&Math.abs(r.deltaY)>=Math.abs(r.deltaX);if(i<t.gutter)return;if(s||a&&!r.ctrlKey){o=r.
timeStamp;return}r.preventDefault(),G(n);let l=r.deltaMode===WheelEvent.DOM_DELTA_LINE?16:1;if(r.shiftKey||Math.abs(r.deltaX)>Math.abs(r.deltaY)){n.show(n.panned(
(r.deltaX||r.deltaY)*l/t.plotWidth));return}let c=r.ctrlKey?.01:.0022;n.show(n.zoomed(Math.exp(r.deltaY*l*c),t.placeAt(i)))},{passive:!1})}function On(t,e,n,o){
let{view:r}=t,i=[...e].find(([c])=>c!==n)?.[1],s=e.get(n);if(i===void 0||s===void 0)return;let[a,l]=[Math.abs(s.x-i.x),Math.abs(o.x-i.x)];e.set(n,o),!(a<8||l<8)&&
r.show(r.zoomed(a/l,t.placeAt(i.x)))}function I(t,e,n){let o=0,r=t;for(;o<r;){let i=o+r>>>1;n(i)<e?o=i+1:r=i}return o}var Hn={valid:"Valid",invalid:"Invalid",unknown:"Unknown"},Bn={valid:"M5 10.5 8.5 14 15 6.5",invalid:"M6 6 14 14M14 6 6 14",unknown:"M7.4 7.6A2.7 2.7 0 1 1 10 1\\
0.6V12M10 14.6v.2"};function Je(t){let e=T("svg",{viewBox:"0 0 20 20",width:22,height:22,"aria-hidden":"true"},T("path",{d:Bn[t],fill:"none",stroke:"currentColo\\
r","stroke-width":2.2,"stroke-linecap":"round","stroke-linejoin":"round"}));return d("span",{class:"badge"},e,Hn[t])}function gt(t,{faults:e}){e.lanes.forEach((n,o)=>{n.forEach((r,i)=>{let s=n[i+1],a=s===void 0?t.right:Math.min(x(t,s.from),t.right);In(t,r,e.top+o*e.laneHeight,
e.laneHeight-4,a)})})}function In(t,e,n,o,r){let{ctx:i,theme:s,model:a}=t,l=K(t,e.from,e.to??a.duration);if(l===void 0)return;let c=s.faults[C(e.kind)];if(i.fillStyle=
v(c,.2),i.fillRect(l.x,n,l.width,o),i.fillStyle=c,e.status==="indeterminate")for(let u=l.x;u<l.x+l.width;u+=8)i.fillRect(u,n,Math.min(4,l.x+l.width-u),2);else i.
fillRect(l.x,n,l.width,2);e.from>=t.from&&i.fillRect(l.x,n,Math.min(3,l.width),o),i.fillStyle=s.ink,i.font=\`11px \${s.font}\`,i.textAlign="left",i.textBaseline="m\\
iddle";let m=[Qe(e),e.kind].find(u=>i.measureText(u).width+12<=l.width);ee(i,m??e.kind,l.x+8,n+o/2+1.5,r-l.x-12)}function Qe(t){let e=t.status==="indeterminate"?
" (indeterminate)":"";return\`\${t.kind}\${t.nodes.length===0?"":\` \${t.nodes.join(", ")}\`}\${e}\`}function W(t){return $(t*1e6)}function j(t){let e=Math.abs(t)<1e3?\`\${U(t)} ms\`:\`\${U(t/1e3)} s\`;return t>0?\`+\${e}\`:e.replace("-","\\u2212")}function H(t){return t===
void 0?"":t===null?"nothing":Array.isArray(t)?t.map(e=>H(e)).join(" \\u2192 "):typeof t=="string"?E(h(JSON.stringify(t))):String(t)}function D(t){let e=\`\${t.f} \${B(
t.key)}\`,{outcome:n}=t;switch(t.f){case"read":case"get":return n==="ok"?\`\${e} \\u2192 \${H(t.result)}\`:\`\${e} \\u2192 ?\`;case"write":case"put":return\`\${e} = \${H(t.value)}\`;case"\\
append":return\`\${e} + \${H(t.value)}\`;case"delete":return e;case"cas":return\`\${e} \${H(t.value)}\${n==="ok"?t.result===!0?" \\u2713":" refused":""}\`}}function bt(t){
if(!t.completed)return"unknown: nothing came back before the run ended";switch(t.outcome){case"ok":return"ok";case"fail":return"fail: certainly did not happen";case"\\
info":return"info: may or may not have happened"}}var L=["ok","fail","info"];function wt(t,e,n){return t.map(o=>{let r=n.filter(({kind:a,nodes:l})=>/kill|crash/.test(a)&&l.includes(o)).map(({from:a})=>a).sort((a,l)=>a-l),i=[],s=-1;for(let a of e){
if(a.node!==o)continue;let l=r.filter(c=>c<=a.time).length;l!==s&&i.push([]),s=l,i.at(-1).push(a)}return{node:o,lives:i.map(Wn)}})}function Wn(t){let e=t[0]?.monotonicOffsetMs??
0;return t.map(n=>({...n,monotonicOffsetMs:n.monotonicOffsetMs-e}))}var X=0,xt=1,et=2;function vt(t){let e=t.operations,{count:n}=e,o=new Float64Array(n),r=new Float64Array(n),i=new Float64Array(n),s=0,a=0;for(let m=0;m<n;m++){s+=
e.startDelta[m],a+=e.indexDelta[m];let u=e.duration[m];o[m]=s,i[m]=a,r[m]=u<0?t.duration:s+u}let l=t.results.faults.windows.filter(m=>m.status!=="skipped").toSorted(
(m,u)=>m.from-u.from),c=wt(t.experiment.nodes,t.results.clocks,l);return{data:t,count:n,start:o,end:r,index:i,process:Int32Array.from(e.process),f:Uint8Array.from(
e.f),key:Int32Array.from(e.key),outcome:Uint8Array.from(e.outcome),faults:l,clocks:c,clockSamples:c.flatMap(m=>m.lives.flat()),duration:Math.max(t.duration,1)}}
function z(t,e){let n=t.data.operations,o=(i,s)=>s<0?void 0:i[s],r=n.revision[e];return{number:e,process:t.process[e],f:n.functions[t.f[e]],key:n.keys[t.key[e]],
outcome:L[t.outcome[e]],start:t.start[e],end:t.end[e],completed:n.duration[e]>=0,node:o(n.nodes,n.node[e]),error:o(n.errors,n.error[e]),revision:r<0?void 0:r,index:t.
index[e],value:n.value[e],result:n.result[e],current:n.current[e]}}function Me(t,e){return e.map(n=>{let o=I(t.count,n,r=>t.index[r]);return t.index[o]===n?o:-1}).
filter(n=>n>=0).toSorted((n,o)=>n-o)}function Se(t,e,n){return t.faults.filter(o=>o.from<=n&&(o.to??t.duration)>=e)}function tt(){let t=Ge();return{...Xe(t,3),nodes:t.list("node",7),functions:t.list("function",7)}}function Te(t){return t==="read"||t==="get"?0:t==="cas"?2:1}var Dn=.28;function kt({model:t},e,n){let o=e.map(l=>z(t,l)),r=Math.min(...o.map(l=>l.start)),i=Math.max(...o.map(l=>l.end)),s=o.flatMap(({start:l,end:c,outcome:m})=>m===
"info"?[l]:[l,c]),a=[...new Set(s)].sort((l,c)=>l-c);return Ne({intervals:o.map(l=>({process:l.process,from:l.start,to:l.end,isOpen:l.outcome==="info",text:E(D(
l),48),mark:\`outcome-\${l.outcome} shade-\${Te(l.f)+1}\`,visit:()=>n(l.number)})),moments:a.map(l=>({at:l,label:b(l,1e5)})),gaps:Vn(a),bands:Se(t,r,i).map(l=>({from:Math.
max(l.from,r),to:Math.min(l.to??i,i),label:Qe(l),mark:\`fault-\${C(l.kind)}\`})),visits:"show in the timeline"})}function Vn(t){let e=t.slice(1).map((o,r)=>o-t[r]),
n=Math.max(...e,1);return e.map(o=>Dn+Math.sqrt(o/n))}var zn=2e4,Mt=.004;function St(t){let e=new le,n={from:-t*Mt,to:t*(1+Mt)};return e.reset(n,zn,n),e}function Ce(t,e,n=.35){let o=Math.max((e-t)*n,2e5);return{from:t-
o,to:e+o}}function _({from:t,to:e}){let n=Math.max((e-t)*.6,15e7);return{from:t-n,to:e+n}}var Nn=50,Kn=40;function Tt(t,e){let{linearizability:n,invariants:o}=t.model.data.results,{anomalies:r}=n,{violations:i}=o;if(r.length+i.length!==0)return F("vi\\
olations",r.length>0?"What cannot have happened":"What was broken",void 0,...r.slice(0,1).map(s=>Ct(t,e,s)),r.length>1&&jn(t,e,r.slice(1)),...i.map(s=>Un(e,s)))}
function jn(t,e,n){let o=M(n.length,"further anomaly","further anomalies");return We(o,n,Nn,i=>Ie(i.sentence,()=>Ct(t,e,i))," in results.json")}function Ct(t,e,n){
let{model:o}=t,r=Me(o,n.operations),i=r.slice(0,Kn),s=c=>{e.showOperations([c],Ce(o.start[c],o.end[c],2)),e.pinOperation(c)},a=Math.min(...i.map(c=>o.start[c])),
l=Math.max(...i.map(c=>o.end[c]));return d("article",{class:"violation"},d("p",{class:"sentence"},h(n.sentence)),d("p",{class:"hint"},\`Key \${B(n.key)}. \`+(n.minimal?
\`These \${M(r.length,"operation")} cannot be put in any order; without any one of them, the rest can.\`:\`These \${M(r.length,"operation")} cannot be put in any ord\\
er; there may be a smaller set.\`),i.length<r.length&&\` The first \${i.length} are shown.\`),i.length>0&&kt(t,i,s),d("ol",{class:"operations"},...i.map(c=>{let m=z(
o,c);return d("li",{},k(D(m),()=>s(c),{class:"link operation"}),d("span",{class:"hint"},\` process \${m.process}, \${b(m.start,1e3)} to \${m.completed?b(m.end,1e3):
"the end, unanswered"}, \${m.outcome}\`+(m.node===void 0?"":\`, \${m.node}\`)))})),i.length>0&&k("Show in the timeline",()=>e.showOperations(i,_({from:a,to:l}))))}function Un(t,e){
let{time:n,term:o}=e,r=[e.nodes.join(", "),o===void 0?"":\`term \${o}\`,n===void 0?"":\`at \${b(n)}\`].filter(i=>i!=="");return d("article",{class:"violation"},d("p",
{class:"sentence"},d("strong",{},\`\${e.invariant}: \`),h(e.sentence)),d("p",{class:"hint"},r.join(", ")),n!==void 0&&k("Show in the timeline",()=>t.showOperations(
[],_({from:n,to:n}))))}function Rt(t){let{linearizability:e,invariants:n}=t.data.results,o=e.anomalies.map(i=>{let s=Me(t,i.operations);if(s.length!==0)return{label:"anomaly",sentence:i.
sentence,from:Math.min(...s.map(a=>t.start[a])),to:Math.max(...s.map(a=>t.end[a])),operations:s}}),r=n.violations.map(i=>i.time===void 0?void 0:{label:i.invariant,
sentence:i.sentence,from:i.time,to:i.time,operations:[]});return[...o,...r].filter(i=>i!==void 0)}function $t(t,e,n){let{ctx:o,theme:r}=t;o.fillStyle=v(r.alarm,
.07);for(let i of n){let{x:s,right:a}=At(t,i);o.fillRect(s,e.axis.height,a-s,e.height)}}function Lt(t,e,n){let{ctx:o,theme:r}=t;o.font=\`600 10.5px \${r.font}\`,o.
textBaseline="middle",o.textAlign="left";let i=-1/0;for(let s of n.toSorted((a,l)=>a.from-l.from)){let{x:a,right:l}=At(t,s);o.fillStyle=r.alarm,o.fillRect(a,e.axis.
height-7,l-a,4);let c=o.measureText(s.label).width+10;a<i||a+c>t.right||(o.fillRect(a,2,c,15),o.fillRect(a,2,1.5,e.axis.height-5),o.fillStyle=r.surface,o.fillText(
s.label,a+5,10),i=a+c+4)}}function At(t,{from:e,to:n}){let o=Math.max(x(t,e),t.left);return{x:o,right:Math.min(Math.max(x(t,n),o+2),t.right)}}function Ft(t,e){let{
ctx:n,theme:o,model:r}=t,i=e.axis.height-2;for(let s of r.data.notes){if(s.time<t.from||s.time>t.to)continue;let a=x(t,s.time);n.fillStyle=s.kind==="phase"?o.accent:
o.ink3,n.beginPath(),n.moveTo(a-3.5,i-6),n.lineTo(a+3.5,i-6),n.lineTo(a,i),n.fill()}}var me={key:"",process:"",functions:new Set,outcomes:new Set,search:""};function nt(t,e){let n=new Uint8Array(t.count),o=t.data.operations,r=e.key===""?void 0:o.
keys.indexOf(e.key),i=e.process===""?void 0:Number(e.process),s=o.functions.map(m=>e.functions.size===0||e.functions.has(m)),a=L.map(m=>e.outcomes.size===0||e.outcomes.
has(m)),l=e.search.trim().toLowerCase(),c=0;for(let m=0;m<t.count;m++)r!==void 0&&t.key[m]!==r||i!==void 0&&t.process[m]!==i||!s[t.f[m]]||!a[t.outcome[m]]||l!==
""&&!Gn(t,m,l)||(n[m]=1,c+=1);return{mask:n,matches:c,all:c===t.count}}function Gn(t,e,n){let{value:o,result:r,current:i}=t.data.operations;return Re(o[e],n)||Re(
r[e],n)||e in i&&Re(i[e],n)}function Re(t,e){if(t==null||typeof t=="boolean")return!1;if(Array.isArray(t))return t.some(o=>Re(o,e));if(typeof t=="number")return String(
t)===e;let n=typeof t=="string"?t:JSON.stringify(t);return n.toLowerCase().includes(e)||h(n).toLowerCase().includes(e)||H(n).toLowerCase()===e}function Pt(t){let e=[...new Set(t.process)].sort((o,r)=>o-r),n=t.data.experiment.concurrency;if(e.length>n&&n>0){let o=Et(t,r=>r%n);if(o.every(r=>Xn(t,r.operations)))
return o}return Et(t,o=>o)}function Et(t,e){let n=new Map;for(let o=0;o<t.count;o++){let r=t.process[o],i=e(r),s=n.get(i);s===void 0&&n.set(i,s={processes:new Set,
operations:[]}),s.processes.add(r),s.operations.push(o)}return[...n].sort(([o],[r])=>o-r).map(([o,r])=>({label:String(o),processes:[...r.processes],operations:Int32Array.
from(r.operations)}))}function Xn(t,e){for(let n=1;n<e.length;n++){let o=e[n-1];if(!(t.data.operations.duration[o]<0)&&t.start[e[n]]<t.end[o])return!1}return!0}
function $e(t,e,n){let o=I(e.operations.length,n,r=>t.start[e.operations[r]]);return Math.max(0,o-1)}function ot(t,e){let n=t.outcomes.map(o=>e.map(r=>o[Te(r)]));return{wide:n,text:n.map(o=>o.map(Pe)),cells:Oe(t),dim:t.dim}}var Le=class{model;rows;alarms;view;theme;shades;filter=me;selection;cursor;#t={theme:new Set,filter:new Set,cursor:new Set};constructor(e){this.model=e,this.rows=
Pt(e),this.alarms=Rt(e),this.view=St(e.duration),this.theme=tt(),this.shades=ot(this.theme,e.data.operations.functions),this.selection=nt(e,me),_e(()=>{this.theme=
tt(),this.shades=ot(this.theme,e.data.operations.functions),this.#o("theme")})}on(e,n){this.#t[e].add(n)}setFilter(e){this.filter=e,this.selection=nt(this.model,
e),this.#o("filter")}setCursor(e){e!==this.cursor&&(this.cursor=e,this.#o("cursor"))}#o(e){for(let n of this.#t[e])n()}};function Ot({data:t}){let e=d("code",{},h(t.command)),n=k("Copy",()=>{navigator.clipboard.writeText(t.command).then(()=>n.textContent="Copied",()=>getSelection()?.
selectAllChildren(e))});return F("again","Run it again","The seed fixes the schedule of faults and the operations; timing between processes stays the machine\\u2019s.",
d("div",{class:"command"},e,n),t.logs.length>0&&d("p",{class:"logs"},"Node logs: ",...t.logs.flatMap(({node:o,path:r},i)=>[i===0?"":", ",d("a",{attributes:{href:_n(
r)}},h(o))])),d("p",{class:"hint"},"Beside this page: the whole history in history.jsonl, the figures in results.json, the experiment in experiment.json."))}function _n(t){
return\`./\${t.split("/").filter(e=>e!==""&&e!==".").map(encodeURIComponent).join("/")}\`}function Ht(t){let{experiment:e,results:n}=t.data,[o,...r]=n.reasons,i=r.filter(s=>!qn(s,n));return d("header",{class:\`masthead verdict-\${n.verdict}\`},d("p",{class:"\\
overline"},d("span",{},\`Seaworthy chaos \${e.version}\`),d("span",{},Jn(e.startedAt))),d("h1",{},h(e.name)),d("div",{class:"verdict",attributes:{role:"status"}},Je(
n.verdict),d("p",{class:"reason"},h(o??Yn(n)))),i.length>0&&d("ul",{class:"reasons"},...i.map(s=>d("li",{},h(s)))),t.data.unplaced>0&&d("p",{class:"notice"},\`\${M(
t.data.unplaced,"event")} of the history fit no operation.\`),Qn(t),to(t))}function qn(t,{linearizability:e,invariants:n}){return[...e.anomalies,...n.violations].
some(({sentence:r})=>r!==""&&t.includes(r))}function Yn({verdict:t,linearizability:e,invariants:n,faults:o}){let r=M(e.operations,"operation");if(t==="invalid")
return\`\${r} were checked, and something cannot have happened.\`;if(t==="unknown")return e.reason??"The run does not allow a verdict.";let i=n.verdict==="valid"?"\\
, and no invariant was broken":"";return\`All \${r} fit one order that explains every answer\${i} under \${M(o.installed,"fault")}.\`}function Zn({environment:t,environmentDescription:e}){
return e.startsWith(t)?e:\`\${t}: \${e}\`}function Jn(t){let e=/^(\\d{4}-\\d\\d-\\d\\d)T(\\d\\d:\\d\\d)(?::\\d\\d)?(?:\\.\\d+)?(Z|[+-]\\d\\d:\\d\\d)?/.exec(t);if(e===null)return h(t);
let[,n,o,r]=e;return\`\${n} \${o} \${r==="Z"?"UTC":r??""}\`.trim()}function Qn(t){let{results:e}=t.data,{ok:n,fail:o,info:r}=e.operations,{installed:i,skipped:s,indeterminate:a}=e.
faults,l=e.recoveries.filter(u=>u.milliseconds!==null),c=l.toSorted((u,p)=>p.milliseconds-u.milliseconds)[0],m=e.recoveries.length-l.length;return d("div",{class:"\\
tiles"},ue("Operations",w(n+o+r),eo({ok:n,fail:o,info:r})),ue("Faults installed",w(i),\`\${w(s)} skipped, \${w(a)} indeterminate\`),ue("Elections",w(e.elections),M(
e.terms,"term")),ue("Slowest recovery",c===void 0?"\\u2013":W(c.milliseconds),m>0?\`\${w(m)} never recovered\`:c===void 0?"nothing was healed":\`after \${c.kind}\`),ue(
"Checked in",W(e.linearizability.milliseconds),\`\${M(e.linearizability.operations,"operation")}, model \${e.linearizability.model}\`))}function ue(t,e,n){return d(
"div",{class:"tile"},d("span",{class:"tile-label"},t),d("span",{class:"tile-number"},e),d("span",{class:"tile-under"},n))}function eo(t){return d("span",{class:"\\
shares"},...Object.entries(t).map(([e,n])=>d("span",{class:"share"},d("span",{class:\`mark mark-\${e}\`}),\`\${w(n)} \${e}\`)))}function to(t){let{experiment:e,results:n}=t.
data,o=[["System",e.system],["Environment",Zn(e),!0],["Seed",String(e.seed)],["Nodes",\`\${e.nodes.length} (\${E(e.nodes.join(", "),60)})\`],["Workload",\`\${e.workload}\\
, checked as \${e.model}\`],["Duration",\`\${$(t.duration)} (limit \${e.timeLimitSeconds} s)\`],["Load",\`\${M(e.concurrency,"process","processes")}, \${w(e.ratePerSecond)}\\
/s\`],["Checks",\`linearizability \${n.linearizability.verdict}, invariants \${n.invariants.verdict}\`,!0],["Nemeses",e.nemeses.length===0?"none":e.nemeses.join(", "),
!0]];return d("dl",{class:"facts"},...o.map(([r,i,s])=>d("div",s===!0?{class:"wide"}:{},d("dt",{},r),d("dd",{},h(i)))))}var It=[["+ \\u2212","zoom in, zoom out"],["\\u2190 \\u2192","earlier, later"],["Home","the whole run"],["N P","next, previous operation that the filter admits"],[
"\\u2191 \\u2193","to the process above, below"],["Esc","let go"],["/","search"]];function Wt(t,e){je(t.canvas,{...Ke(t),ArrowUp:()=>Bt(t,-1),ArrowDown:()=>Bt(t,1),
n:()=>fe(t,1),p:()=>fe(t,-1),"/":e})}function fe(t,e){let{model:n,selection:o,view:r}=t.context,i=Dt(t),s=I(n.count,r.from+r.span/2,l=>n.start[l]),a=i===void 0?
e===1?s:s-1:i+e;for(;a>=0&&a<n.count&&o.mask[a]!==1;)a+=e;a>=0&&a<n.count&&t.pinOperation(a)}function Bt(t,e){let{model:n,rows:o,view:r}=t.context,i=Dt(t);if(i===
void 0){fe(t,1);return}let s=o.findIndex(c=>c.processes.includes(n.process[i]))+e,a=o[s],l=Math.max(n.start[i],r.from);a!==void 0&&t.pinOperation(no(t,a,l))}function no(t,e,n){
let{model:o}=t.context,r=c=>o.start[e.operations[c]],i=e.operations.length,s=I(i,n,r),a=Math.max(0,s-1),l=s>=i||n-r(a)<r(s)-n?a:s;return e.operations[l]}function Dt(t){
return t.pinned?.kind==="operation"?t.pinned.number:void 0}var oo={ok:"ok",fail:"fail: did not happen",info:"info: nobody knows, end open"},ro={partition:"partition",kill:"kill",pause:"pause",clock:"clock",other:"other \\
fault"};function Vt({model:t}){let e=(o,r)=>d("span",{},d("span",{class:\`mark \${o}\`}),r),n=new Set(t.faults.map(o=>C(o.kind)));return d("p",{class:"legend"},...L.
map(o=>e(\`mark-\${o}\`,oo[o])),d("span",{class:"shades"},d("span",{class:"mark shade-1"}),"read",d("span",{class:"mark shade-2"}),"write",d("span",{class:"mark sh\\
ade-3"}),"cas"),...ne.filter(o=>n.has(o)).map(o=>e(\`fault-\${o}\`,ro[o])),t.data.results.clocks.length>0&&d("span",{},d("span",{class:"line"}),"wall clock",d("spa\\
n",{class:"line dashed"}),"monotonic clock"))}function zt(t,e){let n=0,o=f=>{let g={top:n,height:f};return n+=f,g},r=o(30),i=io(t.faults,t.duration);n+=i.length===0?0:20;let s={...o(i.length*22),laneHeight:22,
lanes:i},a=t.data.experiment.nodes;n+=20;let l={...o(a.length*18),laneHeight:18,names:a},c=t.data.results.clocks.length>0;n+=c?20:0;let m=c?o(72):void 0;n+=20;let u=Math.
max(1,Math.min(20,640/Math.max(1,e.length))),p={...o(Math.max(e.length*u,20)),rowHeight:u};return{axis:r,faults:s,nodes:l,clocks:m,rows:p,height:n+8}}function io(t,e){
let n=[];for(let o of t){let r=n.find(i=>(i.at(-1)?.to??e)<=o.from);r===void 0?n.push([o]):r.push(o)}return n}var so=.13;function Nt(t){let e=new ce(t.view,92,18,()=>ao(t));for(let n of["theme","filter"])t.on(n,()=>e.redraw());return e}function ao({theme:t,model:e,alarms:n,
selection:o}){return{theme:t,bands:e.faults.map(({kind:r,from:i,to:s})=>({from:i,to:s??e.duration,colour:t.faults[C(r)],alpha:so})),alarms:n.map(({from:r,to:i})=>(r+
i)/2),count:e.count,mask:o.mask,outcome:e.outcome,begin:r=>e.start[r]}}var lo=160;function co(t){let e=Math.max(t/lo,1e-4),n=10**Math.floor(Math.log10(e));return n*([1,2,5,10].find(o=>o*n>=e)??10)}function rt(t,{mask:e}){let n=co(t.
duration/1e9),o=Math.floor(t.duration/1e9/n)+1,r=t.data.operations,i=L.map(()=>new Float64Array(o+1)),s=r.functions.map(()=>Array.from({length:o},()=>[]));for(let a=0;a<
t.count;a++){let l=r.duration[a];if(e[a]!==1||l<0)continue;let c=Math.min(Math.floor(t.end[a]/1e9/n),o-1);i[t.outcome[a]][c]+=1/n,t.outcome[a]===X&&s[t.f[a]][c].
push(l/1e6)}for(let a of i)a[o]=a[o-1];return{width:n,seconds:Float64Array.from({length:o+1},(a,l)=>l*n),rates:i,quantiles:s.map(a=>{for(let l of a)l.sort((c,m)=>c-
m);return{p50:a.map(l=>Ae(l,.5)),p99:a.map(l=>Ae(l,.99))}})}}function Ae(t,e){return t[Math.max(0,Math.ceil(t.length*e)-1)]??null}var it=globalThis.uPlot;function Fe(t,e,n){let{view:o,model:r}=t,i=new it({width:Math.max(e.clientWidth,200),height:n.height,padding:[8,18,0,0],legend:{show:!1},
cursor:{y:!1,points:{show:!1},drag:{x:!0,y:!1,setScale:!1},bind:{dblclick:()=>()=>(o.show(o.whole),null)}},scales:{x:{time:!1,auto:!1,range:()=>[o.from/1e9,o.to/
1e9]},y:n.y},axes:[uo(t),{...Kt(t),size:92,...n.yAxis}],series:[{},...n.series],hooks:{drawClear:[s=>fo(t,s)],drawAxes:n.draw===void 0?[]:[n.draw],setSelect:[s=>{
if(s.select.width<4)return;let[a,l]=[s.select.left,s.select.width];o.show({from:s.posToVal(a,"x")*1e9,to:s.posToVal(a+l,"x")*1e9}),s.setSelect({left:0,top:0,width:0,
height:0},!1)}],setCursor:[s=>{if(n.hover(s.cursor.idx??void 0),s.cursor.event===void 0)return;let a=s.cursor.left??-1;t.setCursor(a<0?void 0:s.posToVal(a,"x")*
1e9)}]}},void 0,e);return i.over.addEventListener("pointerleave",()=>t.setCursor(void 0)),mo(t,e,i,r.duration),i}function mo(t,e,n,o){let{view:r}=t,i=!1;r.onChange(
()=>{i||(i=!0,requestAnimationFrame(()=>{i=!1,n.setScale("x",{min:r.from/1e9,max:r.to/1e9})}))}),t.on("theme",()=>n.redraw(!1,!0)),t.on("cursor",()=>{let s=t.cursor,
a=s===void 0||s>o*2?-10:n.valToPos(s/1e9,"x");Math.abs((n.cursor.left??-10)-a)<.5||(delete n.cursor.event,n.setCursor({left:a,top:a<0?-10:10}))}),new ResizeObserver(
()=>{let s=e.clientWidth;s>0&&s!==n.width&&n.setSize({width:s,height:n.height})}).observe(e)}function Kt(t){return{stroke:()=>t.theme.ink2,font:\`11px \${t.theme.
font}\`,grid:{stroke:()=>t.theme.lineSoft,width:1},ticks:{show:!1},gap:8}}function uo(t){let e=1e9;return{...Kt(t),size:26,gap:6,splits:(n,o,r,i)=>{let s=te(r*1e9,
i*1e9,(t.theme,(n.width-92-18)/110));return e=s.step,s.at.map(a=>a/1e9)},values:(n,o)=>o.map(r=>b(Math.abs(r*1e9)<e/2?0:r*1e9,e))}}function fo({model:t,theme:e},n){
let{ctx:o,bbox:r}=n;o.save(),o.beginPath(),o.rect(r.left,r.top,r.width,r.height),o.clip();for(let i of t.faults){let s=n.valToPos(i.from/1e9,"x",!0),a=n.valToPos(
(i.to??t.duration)/1e9,"x",!0),l=e.faults[C(i.kind)];o.fillStyle=v(l,.09),o.fillRect(s,r.top,a-s,r.height),o.fillStyle=l,o.fillRect(s,r.top,Math.max(a-s-1,1),2*
(window.devicePixelRatio||1))}o.restore()}function Ut(t,e,n){let{model:o}=t,{functions:r}=o.data.operations,i="points",[s,a]=po(t),l=Fe(t,e,{height:220,series:r.flatMap((c,m)=>[[],[4,3]].map(u=>({stroke:()=>t.
theme.functions[m%t.theme.functions.length],width:u.length===0?2:1.5,dash:u,points:{show:!1},spanGaps:!1,show:!1}))),y:{distr:3,log:10,range:()=>[s,a]},yAxis:{grid:{
stroke:()=>t.theme.lineSoft,width:1,filter:jt},values:(c,m)=>jt(c,m).map(u=>u===null?null:W(u))},draw:c=>{i==="points"&&ho(t,c)},hover:n});return{update:(c,m)=>{
i=m,l.setData([c.seconds,...c.quantiles.flatMap(({p50:u,p99:p})=>[[...u,null],[...p,null]])],!1);for(let u=1;u<=r.length*2;u++)l.setSeries(u,{show:i==="quantile\\
s"});l.redraw()}}}function jt(t,e){return e.map(n=>Number.isInteger(Math.round(Math.log10(n)*1e6)/1e6)?n:null)}function po({model:t}){let[e,n]=[1/0,0];for(let r=0;r<
t.count;r++){let i=t.data.operations.duration[r]/1e6;i<=0||(e=Math.min(e,i),n=Math.max(n,i))}if(e>n)return[1,1e3];let o=10**Math.floor(Math.log10(e));return[o,Math.
max(10**Math.ceil(Math.log10(n)),o*10)]}function ho({model:t,selection:e,theme:n,view:o},r){let{ctx:i,bbox:s}=r,l=2*(window.devicePixelRatio||1),c=Math.ceil(s.width/
l)+1,m=Math.ceil(s.height/l)+1,u=new Uint8Array(c*m),p=s.width/o.span,{min:f,max:g}=r.scales.y,[S,y]=[Math.log10(f),Math.log10(g)],R=t.data.operations.duration;
i.save();for(let O of[0,2,1])for(let A=I(t.count,o.from,q=>t.start[q]);A<t.count&&t.start[A]<=o.to;A++){let q=R[A],Y=t.outcome[A];if(e.mask[A]!==1||Y!==O||q<=0)
continue;let lt=Math.floor((t.start[A]-o.from)*p/l),yn=(Math.log10(q/1e6)-S)/(y-S),ct=Math.floor((1-yn)*s.height/l),dt=ct*c+lt;if(u[dt]===Y+1)continue;u[dt]=Y+1,
i.fillStyle=Y===X?n.functions[t.f[A]%n.functions.length]:n.outcomes[Y][1];let mt=Y===X?l:l*1.5;i.fillRect(s.left+lt*l,s.top+ct*l,mt,mt)}i.restore()}function Gt(t,e,n){let o=i=>t.theme.outcomes[i][1],r=Fe(t,e,{height:150,series:L.map((i,s)=>({stroke:()=>o(s),fill:()=>v(o(s),.14),width:1.75,paths:it.paths.stepped(
{align:1}),points:{show:!1}})),y:{range:(i,s,a)=>[0,Math.max(a*1.08,1)]},yAxis:{values:(i,s)=>s.map(a=>\`\${a}/s\`),space:34},hover:n});return{update:i=>{r.setData(
[i.seconds,...i.rates],!1),r.redraw()}}}function _t(t){let{functions:e}=t.model.data.operations,n=Xt("Latency of operations over time, on a logarithmic scale"),o=Xt("Completed operations per second ov\\
er time"),r=d("p",{class:"readout"}),i=d("p",{class:"readout"}),s="points",a=()=>{},l=["points","quantiles"].map(f=>k(f==="points"?"Points":"Median and p99",()=>{
s=f,a()},{class:"chip"})),c=d("p",{class:"legend"}),m=()=>{l.forEach((f,g)=>f.setAttribute("aria-pressed",String(g===0==(s==="points")))),c.replaceChildren(...yo(
e,s))};return m(),{element:F("plots","Latency and rate","Faults are shaded as above. Drag across a plot to zoom everything; filters apply here too.",d("div",{class:"\\
plot-head"},d("h3",{},"Latency"),d("span",{class:"group"},...l),c,r),n,d("div",{class:"plot-head"},d("h3",{},"Rate"),d("p",{class:"legend"},...L.map(f=>d("span",
{},d("span",{class:\`mark mark-\${f}\`}),f))),i),o),start:()=>{let f=rt(t.model,t.selection),g=Ut(t,n,y=>{r.textContent=y===void 0?"":go(e,f,y)}),S=Gt(t,o,y=>{i.textContent=
y===void 0?"":bo(f,y)});a=()=>{m(),g.update(f,s),S.update(f)},a(),t.on("filter",()=>{f=rt(t.model,t.selection),a()})}}}function yo(t,e){let n=(o,r)=>d("span",{},
d("span",{class:o}),r);return[...t.map((o,r)=>n(\`mark function-\${r%7+1}\`,o)),...e==="points"?[n("mark mark-fail","fail"),n("mark mark-info","info")]:[n("line","\\
median"),n("line dashed","p99")]]}function Xt(t){return d("div",{class:"plot",attributes:{role:"img","aria-label":t}})}function go(t,e,n){let o=t.flatMap((r,i)=>{
let{p50:s,p99:a}=e.quantiles[i],[l,c]=[s[n],a[n]];return l==null||c===null||c===void 0?[]:[\`\${r} \${W(l)} / \${W(c)}\`]});return o.length===0?"":\`\${qt(e,n)}  p50 /\\
 p99:  \${o.join("   ")}\`}function bo(t,e){let n=L.map((o,r)=>\`\${Math.round(t.rates[r][e])} \${o}\`);return\`\${qt(t,e)}  per second:  \${n.join("   ")}\`}function qt(t,e){
return b(t.seconds[e]*1e9,t.width*1e9)}function Yt(t,e){switch(e.kind){case"operation":return wo(t,e.number);case"fault":return vo(t,e.fault);case"reign":{let{node:n,term:o,from:r,to:i}=e.reign;return{
heading:\`\${n} leads in term \${o}\`,mark:"mark-reign",facts:[["from",b(r)],["to",b(i)],["for",$(i-r)]]}}case"clock":{let{node:n,time:o,wallOffsetMs:r,monotonicOffsetMs:i}=e.
sample;return{heading:\`Clocks of \${n}\`,mark:"mark-clock",facts:[["at",b(o)],["wall clock",j(r)],["monotonic clock",\`\${j(i)} since the node started\`]]}}case"note":
return{heading:e.note.description,mark:"mark-note",facts:re([["at",b(e.note.time)],["node",e.note.node],["term",e.note.term?.toString()]])}}}function wo(t,e){let n=z(
t,e),o=Se(t,n.start,n.end),r=n.f==="cas",i=s=>b(s,1e3);return{heading:D(n),mark:\`mark-\${n.outcome}\`,facts:re([["outcome",bt(n)],["error",n.error===void 0?void 0:
E(h(n.error),200)],["process",String(n.process)],["function",n.f],["key",B(n.key)],[r?"expected \\u2192 new":"value",n.value===null?void 0:H(n.value)],["result",
n.outcome==="ok"?xo(n):void 0],["value there",n.current===void 0?void 0:H(n.current)],["invoked",i(n.start)],["completed",n.completed?i(n.end):"never"],["took",
n.completed?$(n.end-n.start):void 0],["node",n.node],["revision",n.revision===void 0?void 0:w(n.revision)],["during",o.length===0?void 0:o.map(s=>s.description).
join("; ")],["history",\`event \${n.index}\`]])}}function xo({f:t,result:e}){if(t==="cas")return e===!0?"matched":"refused";if(t==="read"||t==="get")return H(e)}function vo(t,e){
let n=e.to??t.duration;return{heading:e.description,mark:"mark-fault",facts:re([["kind",e.kind],["nodes",e.nodes.join(", ")],["status",e.status],["reason",e.status===
"installed"?void 0:e.reason],["from",b(e.from)],["to",e.to===null?"never healed":b(e.to)],["for",$(n-e.from)],["measured",st(e.measured)]])}}function st(t){return Object.
entries(t??{}).map(([e,n])=>\`\${e.replace(/Ms$/,"").replace(/(?<=[a-z])[A-Z]/g,r=>\` \${r.toLowerCase()}\`)} \${typeof n=="number"?ko(n):String(n)}\${e.endsWith("Ms")?
" ms":""}\`).join(", ")}function ko(t){return w(Math.abs(t)<100?Math.round(t*100)/100:Math.round(t))}function he(t,e,n){return d("div",{class:n.length>14?"table tall":"table",attributes:{tabindex:"0",role:"region","aria-label":t}},d("table",{},d("caption",{class:"\\
visually-hidden"},t),d("thead",{},d("tr",{},...e.map(o=>d("th",{...Zt(o),attributes:{scope:"col"}},o.name)))),d("tbody",{},...n.map(o=>d("tr",{},...e.map(r=>d("\\
td",Zt(r),r.cell(o)??"\\u2013")))))))}function Zt(t){return t.number===!0?{class:"number"}:{}}function Jt(t,e){return[Mo(t,e),d("div",{class:"columns"},To(t),Co(t,e)),...Ro(t)]}function Qt(t,e,n){return k(b(e),()=>t.showOperations([],Ce(e,n)),{class:"lin\\
k",attributes:{"aria-label":\`Show \${b(e)} in the timeline\`}})}function Mo({model:t},e){let{windows:n}=t.data.results.faults,o=new Map(t.data.results.recoveries.
map(i=>[i.faultId,i])),r=[{name:"Kind",cell:i=>d("span",{class:"kind"},d("span",{class:\`mark fault-\${C(i.kind)}\`}),i.kind)},{name:"Nodes",cell:i=>h(i.nodes.join(
", "))},{name:"What happened",cell:i=>h(i.description)},{name:"From",number:!0,cell:i=>Qt(e,i.from,i.to??t.duration)},{name:"Lasted",number:!0,cell:i=>i.to===null?
"to the end":$(i.to-i.from)},{name:"Recovered in",number:!0,cell:i=>{let s=o.get(i.id);if(s!==void 0)return s.milliseconds===null?"never":W(s.milliseconds)}},{name:"\\
Status",cell:i=>d("span",{class:\`status-\${i.status}\`},So(i))},{name:"Measured",cell:i=>h(st(i.measured))||void 0}];return F("faults","Faults and recoveries","Re\\
covery is the time from a heal to the first operation that succeeded and was invoked after it.",n.length===0?d("p",{},"No faults were scheduled."):he("Faults",r,
n))}function So({status:t,reason:e}){return t==="installed"||e===void 0?t:\`\${t}: \${h(e)}\`}function To({model:t}){let e=t.data.operations,n=e.functions.map((r,i)=>{
let s=[0,0,0],a=[];for(let l=0;l<t.count;l++)t.f[l]===i&&(s[t.outcome[l]]+=1,t.outcome[l]===X&&a.push(e.duration[l]));return a.sort((l,c)=>l-c),{name:r,counts:s,
took:a}}),o=r=>i=>{let s=Ae(i.took,r);return s===null?void 0:$(s)};return F("operations","Operations by function","Latencies are of operations that succeeded.",
he("Operations by function",[{name:"Function",cell:r=>r.name},{name:"ok",number:!0,cell:r=>w(r.counts[0])},{name:"fail",number:!0,cell:r=>w(r.counts[1])},{name:"\\
info",number:!0,cell:r=>w(r.counts[2])},{name:"p50",number:!0,cell:o(.5)},{name:"p99",number:!0,cell:o(.99)},{name:"max",number:!0,cell:o(1)}],n))}function Co({
model:t},e){let n=t.data.results.reigns.toSorted((o,r)=>o.from-r.from);return F("reigns","Leaders","As the nodes told it. A leader that is cut off may believe i\\
n itself for a while.",n.length===0?d("p",{},"No leader was seen."):he("Leaders",[{name:"Term",number:!0,cell:o=>w(o.term)},{name:"Leader",cell:o=>h(o.node)},{name:"\\
From",number:!0,cell:o=>Qt(e,o.from,o.to)},{name:"Led for",number:!0,cell:o=>$(o.to-o.from)}],n))}function Ro({model:t}){if(t.data.results.clocks.length===0)return[];
let n=t.clocks.map(({node:o,lives:r})=>{let i=r.flat(),s=l=>{let c=i.toSorted((m,u)=>Math.abs(u[l])-Math.abs(m[l]))[0];return c===void 0?void 0:\`\${j(c[l])} at \${b(
c.time)}\`},a=i.at(-1);return{node:o,readings:i.length,wall:s("wallOffsetMs"),monotonic:s("monotonicOffsetMs"),last:a===void 0?void 0:j(a.wallOffsetMs)}});return[
F("clocks","Clock readings","A node's clocks less the host's, as measured during the run; of a monotonic clock, how that changed since its process started.",he(
"Clock readings",[{name:"Node",cell:o=>h(o.node)},{name:"Readings",number:!0,cell:o=>w(o.readings)},{name:"Wall clock, farthest",number:!0,cell:o=>o.wall},{name:"\\
Monotonic clock, farthest",number:!0,cell:o=>o.monotonic},{name:"Wall clock, last",number:!0,cell:o=>o.last}],n))]}function en(t,e){let{ctx:n,theme:o,model:r}=t,i=e.axis.height;for(let s of r.faults){let a=K(t,s.from,s.to??r.duration);if(a===void 0)continue;let l=o.faults[C(
s.kind)];n.fillStyle=v(l,.075),n.fillRect(a.x,i,a.width,e.height-i),n.fillStyle=v(l,.28),s.from>=t.from&&n.fillRect(Math.round(a.x),i,1,e.height-i),s.to!==null&&
s.to<=t.to&&n.fillRect(Math.round(a.x+a.width),i,1,e.height-i)}}function tn(t,e){let{ctx:n,theme:o}=t,{step:r,at:i}=te(t.from,t.to,(t.right-t.left)/110);n.font=
\`11px \${o.font}\`,n.textAlign="center",n.textBaseline="middle";for(let s of i){let a=Math.round(x(t,s))+.5;n.fillStyle=o.lineSoft,n.fillRect(a-.5,e.axis.height-5,
1,e.height-e.axis.height+5),n.fillStyle=o.ink2;let l=b(Math.abs(s)<r/2?0:s,r),c=n.measureText(l).width/2;n.fillText(l,Math.min(a,t.right+18-c),13)}n.fillStyle=o.
line,n.fillRect(t.left,e.axis.height-1,t.right-t.left,1)}function nn(t,e,n){let{ctx:o,theme:r}=t,i=(a,l)=>{o.fillStyle=r.lineSoft,o.fillRect(0,Math.round(l-20),
t.right,1),o.fillStyle=r.ink3,o.font=\`600 10.5px \${r.font}\`,o.textAlign="left",o.textBaseline="middle",o.fillText(a,0,l-9)};e.faults.height>0&&i("Faults",e.faults.
top),i("Leaders, by term",e.nodes.top),e.clocks!==void 0&&i("Clock offsets",e.clocks.top);let s=n.some(a=>a.processes.length>1);i(s?\`Processes, mod \${n.length}\`:
"Processes",e.rows.top)}var on=20;function an(t,{clocks:e}){if(e===void 0)return;let{ctx:n,theme:o,model:r}=t,i=ye(r.clockSamples,e);for(let s of i.marks){let a=Math.round(i.y(s))+.5;n.
fillStyle=s===0?o.line:o.lineSoft,n.fillRect(t.left,a-.5,t.right-t.left,1)}r.clocks.forEach((s,a)=>{n.strokeStyle=o.nodes[a%o.nodes.length];for(let l of s.lives){
let c=$o(t,l);sn(t,c,m=>i.y(m.wallOffsetMs),[]),sn(t,c,m=>i.y(m.monotonicOffsetMs),[2,3])}})}function $o(t,e){let n=e.findIndex(i=>i.time>=t.from),o=e.findIndex(
i=>i.time>t.to),r=n===-1?e.length-1:n-1;return e.slice(Math.max(0,r),o===-1?e.length:o+1)}function ye(t,e){let n=m=>Math.sign(m)*Math.log10(1+Math.abs(m)/on),[o,
r]=[0,on];for(let{wallOffsetMs:m,monotonicOffsetMs:u}of t)o=Math.min(o,m,u),r=Math.max(r,m,u);[o,r]=[rn(o),rn(r)];let[i,s]=[n(o),n(r)],a=e.height-16,l=m=>e.top+
8+(s-n(m))/(s-i)*a,c=[r,0,o].filter(m=>m===0||Math.abs(l(m)-l(0))>12);return{y:l,marks:[...new Set(c)]}}function rn(t){let e=Math.abs(t);if(e===0)return 0;let n=10**
Math.floor(Math.log10(e));return Math.sign(t)*n*([1,2,5,10].find(o=>o*n>=e)??10)}function sn(t,e,n,o){let{ctx:r}=t;r.beginPath(),e.forEach((i,s)=>{let a=e[s===0?
1:s-1],l=Lo(t,i,a,n);r.lineTo(l.x,l.y)}),r.lineWidth=o.length===0?1.75:1.25,r.lineJoin="round",r.setLineDash(o),r.stroke(),r.setLineDash([])}function Lo(t,e,n,o){
let r=x(t,e.time),i=Math.min(Math.max(r,t.left-20),t.right+20);if(n===void 0||i===r)return{x:r,y:o(e)};let s=(i-r)/(x(t,n.time)-r);return{x:i,y:o(e)+(o(n)-o(e))*
s}}function ln(t,e,n){let{theme:o,model:r,ctx:i}=t,{nodes:s,clocks:a}=e;if(s.names.forEach((u,p)=>{let f=s.top+p*s.laneHeight;i.fillStyle=o.nodes[p%o.nodes.length],
i.fillRect(84,f+3,3,s.laneHeight-6),at(t,u,f+s.laneHeight/2)}),a!==void 0){let u=ye(r.clockSamples,a);for(let p of u.marks)at(t,p===0?"0":j(p),u.y(p))}let{rowHeight:l,
top:c}=e.rows,m=[1,2,5,10,20,50].find(u=>u*l>=11)??100;for(let u=0;u<n.length;u+=m)at(t,n[u].label,c+(u+.5)*l)}function at(t,e,n){let{ctx:o,theme:r}=t;o.fillStyle=
r.ink2,o.font=\`11px \${r.font}\`,o.textAlign="right",o.textBaseline="middle",o.fillText(e,78,n,72)}function cn(t,{nodes:e}){e.names.forEach((n,o)=>{let r=e.top+o*e.laneHeight;Ao(t,n,r,e.laneHeight)})}function Ao(t,e,n,o){let{ctx:r,theme:i,model:s}=t;r.fillStyle=
i.lineSoft,r.fillRect(t.left,n+o-1,t.right-t.left,1),r.font=\`11px \${i.font}\`,r.textAlign="center",r.textBaseline="middle";for(let a of s.data.results.reigns){if(a.
node!==e)continue;let l=K(t,a.from,a.to);l!==void 0&&(r.fillStyle=i.terms[a.term%i.terms.length],r.fillRect(l.x,n+1,l.width,o-3),Fo(t,a.term,l.x,l.width,n+o/2))}
for(let a of s.faults){if(!a.nodes.includes(e))continue;let l=K(t,a.from,a.to??s.duration);l!==void 0&&(r.fillStyle=i.faults[C(a.kind)],r.fillRect(l.x,n+o-4,l.width,
3))}}function Fo(t,e,n,o,r){let{ctx:i,theme:s}=t,a=[\`term \${e}\`,String(e)].find(l=>i.measureText(l).width+6<=o);a!==void 0&&(i.fillStyle=s.ink,i.fillText(a,n+o/
2,r-.5))}var Eo=2,dn=72;function mn(t,e,n){let o=new oe(t,n.shades.cells),{top:r,rowHeight:i}=e.rows;n.rows.forEach((s,a)=>{let l=i>=8?2:i>=4?.5:0;Po(t,n,s,o,r+a*i+l,i-2*
l)})}function Po(t,e,n,o,r,i){let{model:s,left:a,from:l,to:c,scale:m}=t,{operations:u}=n;for(let p=$e(s,n,l);p<u.length;p++){let f=u[p],g=s.start[f];if(g>c)break;
let S=a+(g-l)*m,y=(s.end[f]-g)*m,R=e.mask[f]===1;if(y<Eo?o.add(S,y,R?s.outcome[f]+1:0):Oo(t,e,f,S,y,r,i),s.outcome[f]===et&&R&&m>1e-8){let O=u[p+1],A=S+Math.max(
y,1),q=O===void 0?dn:x(t,s.start[O])-A-2;Ho(t,e,f,A,Math.min(q,dn),r+i/2)}}o.paint(r,i)}function Oo(t,{shades:e,mask:n},o,r,i,s,a){let{ctx:l,model:c,ratio:m}=t,
u=Math.max(Math.round(r*m)/m,t.left-4),p=i>6?1:0,f=Math.min(Math.max(Math.round((r+i)*m)/m-p,u+1),t.right+4);if(f<=u)return;let g=c.outcome[o],S=c.f[o],y=n[o]===
1,R=y?e.wide[g][S]:e.dim,O=g===xt&&y&&i>5&&a>5;if(l.fillStyle=O?v(R,.3):R,l.fillRect(u,s,f-u,a),O&&(l.strokeStyle=R,l.lineWidth=1.5,l.strokeRect(u+.75,s+.75,Math.
max(f-u-1.5,.5),a-1.5)),f-u<34||a<12)return;l.fillStyle=y?O?t.theme.ink:e.text[g][S]:t.theme.ink3,l.font=\`11px \${t.theme.font}\`,l.textAlign="left",l.textBaseline=
"middle";let A=Math.max(u,t.left)+5;ee(l,D(z(c,o)),A,s+a/2+.5,f-A-3)}function Ho(t,{shades:e},n,o,r,i){if(r<4||o+r<t.left||o>t.right)return;let{ctx:s,model:a}=t,
l=e.wide[et][a.f[n]],c=s.createLinearGradient(o,0,o+r,0);c.addColorStop(0,l),c.addColorStop(1,v(l,0)),s.fillStyle=c,s.fillRect(o,i-1.5,r,3)}function un(t,e,n){if(n===void 0||n<t.from||n>t.to)return;let{ctx:o,theme:r}=t,i=Math.round(x(t,n));o.fillStyle=r.ink3,o.fillRect(i,e.axis.height-8,1,e.height);
let s=b(n,(t.to-t.from)/1e3);o.font=\`11px \${r.font}\`;let a=o.measureText(s).width+10,l=Math.min(Math.max(i-a/2,92),t.right-a);o.fillStyle=r.surface,o.fillRect(l-
28,3,a+56,20),o.fillStyle=r.ink,o.beginPath(),o.roundRect(l,4,a,18,4),o.fill(),o.fillStyle=r.surface,o.textAlign="left",o.textBaseline="middle",o.fillText(s,l+5,
13.5)}var Q=5;function fn(t,e,n,o,r,i){if(r<t.left-Q||r>t.right+Q)return;let s=t.from+(r-t.left)/t.scale,a=m=>m!==void 0&&i>=m.top&&i<m.top+m.height;if(a(e.axis))return Bo(
t,r);if(a(e.faults))return Io(t,e,s,i);if(a(e.nodes))return Wo(t,e,s,i);if(a(e.clocks))return Do(t,e,r,i);if(!a(e.rows))return;let l=n[Math.floor((i-e.rows.top)/
e.rows.rowHeight)],c=l===void 0?void 0:Vo(t,l,o,s);return c===void 0?void 0:{kind:"operation",number:c}}function Bo(t,e){let n=t.model.data.notes.map(o=>({note:o,
distance:Math.abs(x(t,o.time)-e)})).filter(({distance:o})=>o<=Q).toSorted((o,r)=>o.distance-r.distance)[0];return n===void 0?void 0:{kind:"note",note:n.note}}function Io(t,{
faults:e},n,o){let r=e.lanes[Math.floor((o-e.top)/e.laneHeight)],i=Q/t.scale,s=r?.find(({from:a,to:l})=>a-i<=n&&n<=(l??t.model.duration)+i);return s===void 0?void 0:
{kind:"fault",fault:s}}function Wo(t,{nodes:e},n,o){let r=e.names[Math.floor((o-e.top)/e.laneHeight)],i=Q/t.scale,s=t.model.data.results.reigns.filter(({node:l,
from:c,to:m})=>l===r&&c-i<=n&&n<=m+i).at(-1);if(s!==void 0)return{kind:"reign",reign:s};let a=t.model.faults.find(({nodes:l,from:c,to:m})=>r!==void 0&&l.includes(
r)&&c<=n&&n<=(m??t.model.duration));return a===void 0?void 0:{kind:"fault",fault:a}}function Do(t,{clocks:e},n,o){if(e===void 0)return;let r=t.model.clockSamples,
i=ye(r,e),s;for(let a of r){let l=Math.hypot(x(t,a.time)-n,i.y(a.wallOffsetMs)-o);l<14&&l<(s?.distance??1/0)&&(s={sample:a,distance:l})}return s===void 0?void 0:
{kind:"clock",sample:s.sample}}function Vo(t,e,n,o){let{model:r}=t,i=Q/t.scale,s;for(let a=$e(r,e,o-i);a<e.operations.length;a++){let l=e.operations[a],c=r.start[l];
if(c>o+i)break;let m=Math.max(c-o,o-r.end[l],0);if(m>i)continue;let u=m/i+(n[l]===1?0:2)-r.outcome[l]*.2;(s===void 0||u<s.score)&&(s={number:l,score:u})}return s?.
number}var zo=12,Ee=class extends de{element;context;lanes;#t;#o=[];constructor(e){super(e.view,92,18,No(e)),this.context=e,this.lanes=zt(e.model,e.rows),this.#t=new Int32Array(
e.model.count),e.rows.forEach((n,o)=>{for(let r of n.operations)this.#t[r]=o}),this.element=d("div",{class:"timeline"},this.canvas,this.overlay,this.tooltip.element,
this.live),e.on("theme",()=>this.drawNow()),e.on("filter",()=>this.redraw()),e.on("cursor",()=>this.refresh()),new ResizeObserver(()=>this.#n()).observe(this.element)}scrollRows(){}showOperations(e,n){
this.#o=e,this.show(n),this.redraw(),this.element.scrollIntoView({behavior:ae()?"auto":"smooth",block:"nearest"})}unpin(){this.#o=[],super.unpin()}pinOperation(e){
let{model:n,view:o}=this.context,[r,i]=[n.start[e],n.end[e]];(r<o.from||Math.min(i,r+o.span/2)>o.to)&&o.show({from:r-o.span/2,to:r+o.span/2});let s=this.#r(this.#e(),
e);this.pin({kind:"operation",number:e},{x:s.x,y:s.y+s.height})}#n(){let e=this.element.clientWidth;e!==this.width&&(this.width=e,this.drawNow())}#e(e=null){let{
model:n,theme:o}=this.context;return{...this.frameOf(e,o),theme:o,model:n,height:this.lanes.height}}targetAt({x:e,y:n}){let{rows:o,selection:r}=this.context;return fn(
this.#e(),this.lanes,o,r.mask,e,n)}moveCursor(e){this.context.setCursor(e)}drawPicture(){let{rows:e,selection:n,shades:o,alarms:r}=this.context,{lanes:i}=this,s=this.#e(
this.wipe(this.canvas,i.height));nn(s,i,e),tn(s,i),ln(s,i,e),this.within(s,0,i.height,()=>{let a=r.filter(c=>c.to>=s.from&&c.from<=s.to);en(s,i),$t(s,i,a),gt(s,
i),cn(s,i),an(s,i),mn(s,i,{rows:e,shades:o,mask:n.mask}),Ft(s,i),Lt(s,i,a);let l=[...a.flatMap(c=>c.operations),...this.#o];for(let c of l)this.#i(s,c,l.length<=
zo)})}#i(e,n,o){let r=this.#r(e,n);we(e,r,e.theme.alarm),o&&De(e,r,D(z(this.context.model,n)))}drawOverlay(){let{lanes:e,context:n}=this,o=this.#e(this.wipe(this.
overlay,e.height));this.choosing!==void 0&&Ve(o,this.choosing,e.height),un(o,e,n.cursor);let r=this.shown?.target;r?.kind==="operation"&&we(o,this.#r(o,r.number),
o.theme.ink)}describe(e){return Yt(this.context.model,e)}identify(e){switch(e.kind){case"operation":return e.number;case"fault":return e.fault;case"reign":return e.
reign;case"clock":return e.sample;case"note":return e.note}}follow({target:e,point:n}){if(e.kind!=="operation")return n;let o=this.#e(),{x:r,width:i}=this.#r(o,
e.number);return{x:Math.min(Math.max(r+Math.min(i,40),92),o.right),y:n.y}}#r(e,n){let{model:o}=this.context,{rowHeight:r,top:i}=this.lanes.rows,s=r>=8?2:0;return{
x:x(e,o.start[n]),y:i+this.#t[n]*r+s,width:Math.max((o.end[n]-o.start[n])*e.scale,2),height:Math.max(r-2*s,2)}}};function No({model:t,rows:e}){let{results:n,experiment:o}=t.
data;return\`Timeline of \${M(t.count,"operation")} by \${M(e.length,"process","processes")} on \${M(o.nodes.length,"node")} over \${$(t.duration)}, with \${M(t.faults.
length,"fault")} and \${M(n.elections,"election")}. The same is told in the tables below.\`}function hn(t,e){let{model:n}=t,o=n.data.operations.keys.toSorted((y,R)=>y.localeCompare(R,"en",{numeric:!0})),r=[...new Set(n.process)].sort((y,R)=>y-R).map(String),
i=(y,R)=>y.map(O=>[O,R(O)]),s=ge("Key","all keys",i(o,B)),a=ge("Process","all processes",i(r,y=>\`process \${y}\`)),l=y=>fe(e,y),c=He("Search values","Search opera\\
tions by value",()=>g(),l),m=be("Functions",n.data.operations.functions,()=>g()),u=be("Outcomes",L,()=>g(),"mark-"),p=d("output",{class:"found",attributes:{"ari\\
a-live":"polite"}}),f=k("Clear",()=>{s.value="",a.value="",c.value="",m.choose(new Set),u.choose(new Set),g()},{class:"quiet"}),g=()=>{let y={key:s.value,process:a.
value,search:c.value,functions:m.chosen(),outcomes:u.chosen()};t.setFilter(pn(y)?me:y)},S=()=>{let{matches:y,all:R}=t.selection;p.textContent=R?M(n.count,"opera\\
tion"):\`\${w(y)} of \${M(n.count,"operation")}\`,f.hidden=pn(t.filter)};for(let y of[s,a])y.addEventListener("change",g);return t.on("filter",S),S(),{element:d("di\\
v",{class:"toolbar",attributes:{role:"toolbar","aria-label":"Filter and zoom"}},u.element,m.element,s,a,c,Be(l),p,f,d("span",{class:"push"},Ko(t,e))),focusSearch:()=>c.
focus()}}function Ko({view:t,alarms:e},n){let o=e[0];return d("span",{class:"group"},o!==void 0&&k("First violation",()=>n.showOperations([],_(o)),{class:"alarm"}),
k("\\u2212",()=>n.show(t.zoomed(2)),{attributes:{"aria-label":"Zoom out"}}),k("+",()=>n.show(t.zoomed(.5)),{attributes:{"aria-label":"Zoom in"}}),k("Whole run",()=>n.
show(t.whole)))}function pn(t){return t.key===""&&t.process===""&&t.search.trim()===""&&t.functions.size===0&&t.outcomes.size===0}function jo(){let t=document.getElementById("report"),e=document.getElementById("report-data")?.textContent;if(t===null||e===void 0)throw new Error("this page h\\
olds no report");let n=vt(JSON.parse(e)),o=new Le(n),r=new Ee(o),i=Nt(o),s=hn(o,r),a=_t(o);Ze(r),Wt(r,s.focusSearch);let l=o.alarms[0];l!==void 0&&n.data.results.
verdict==="invalid"&&o.view.show(_(l));let c=Tt(o,r);t.append(Ht(n),...c===void 0?[]:[c],F("timeline","The run","Drag to pan, turn the wheel or pinch to zoom, s\\
hift and drag to zoom into a span, click to pin.",s.element,i.element,r.element,Vt(o),Ue(It)),a.element,...Jt(o,r),Ot(n)),a.start(),Object.defineProperty(window,
"seaworthyReport",{value:{context:o,timeline:r}})}jo();})();
`;
export const pageStyle = `:root{color-scheme:light dark;--font: system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Helvetica Neue", Arial, sans-serif;--bg: #f5f6f7;--surface: #ffffff;
--raised: #ffffff;--ink: #1a2129;--ink-2: #4a5561;--ink-3: #76818c;--line: #d9dee3;--line-soft: #e9edf0;--dim: #e1e6ea;--accent: #1c5fa3;--alarm: #c23321;--valid:
#00775a;--invalid: #c23321;--unknown: #86650c;--ok-1: #8fc1e6;--ok-2: #3d8fd0;--fail-1: #f0b25c;--fail-2: #e0890f;--info-1: #c28fd0;--info-2: #9a4fb0;--fault-partition:
#c9562a;--fault-kill: #3c444d;--fault-pause: #9c8300;--fault-clock: #0b8a72;--fault-other: #6a7886;--term-1: #c4dcf2;--term-2: #cfe7d6;--term-3: #f5e3bd;--term-4:
#e3d5ee;--term-5: #f6d6cc;--term-6: #cfe6ea}@media(prefers-color-scheme:dark){:root:not([data-print]){--bg: #101418;--surface: #181d23;--raised: #222932;--ink: #e6ebf0;
--ink-2: #b0bac4;--ink-3: #818c97;--line: #343d46;--line-soft: #262e36;--dim: #2b333b;--accent: #6fb1ef;--alarm: #ff7a66;--valid: #36c39b;--invalid: #ff7a66;--unknown:
#e3bd55;--ok-1: #9accef;--ok-2: #4b9fe0;--fail-1: #f7c77f;--fail-2: #eb9c2d;--info-1: #dcb3e8;--info-2: #bd7bd2;--fault-partition: #ea8257;--fault-kill: #a3aeb9;
--fault-pause: #cdb331;--fault-clock: #35b99c;--fault-other: #8796a5;--term-1: #27486a;--term-2: #28523d;--term-3: #5b4a1c;--term-4: #4b3a60;--term-5: #643c30;--term-6:
#24505a}}*{box-sizing:border-box}body{margin:0;background:var(--bg);color:var(--ink);font:15px/1.5 var(--font);-webkit-font-smoothing:antialiased;font-variant-numeric:tabular-nums}
main{max-width:1560px;margin:0 auto;padding:28px 28px 56px;display:grid;grid-template-columns:minmax(0,1fr);gap:22px}h1,h2,h3,p,dl,dd,ul,ol{margin:0}[hidden]{display:none!important}
.visually-hidden{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}.overline{display:flex;flex-wrap:wrap;gap:4px 18px;
color:var(--ink-3);font-size:13px}h1{font-size:17px;font-weight:600;line-height:1.35;margin-top:2px;overflow-wrap:anywhere}.verdict{display:flex;align-items:flex-start;
gap:18px;margin-top:18px}.badge{display:inline-flex;align-items:center;gap:8px;padding:7px 18px 7px 13px;border-radius:9px;background:var(--verdict);color:var(--surface);
font-size:20px;font-weight:650;line-height:1.3}.verdict-valid{--verdict: var(--valid)}.verdict-invalid{--verdict: var(--invalid)}.verdict-unknown{--verdict: var(--unknown)}
.reason:first-letter{text-transform:uppercase}.reason{font-size:19px;line-height:1.4;max-width:96ch;padding-top:6px;text-wrap:pretty;overflow-wrap:anywhere}.facts{
display:grid;grid-template-columns:repeat(auto-fit,minmax(290px,1fr));gap:8px 32px;margin-top:20px;font-size:14px}.facts>div{display:grid;grid-template-columns:var(--fact-name)
minmax(0,1fr)}dt{color:var(--ink-3)}dd{overflow-wrap:anywhere}.card{background:var(--surface);border:1px solid var(--line-soft);border-radius:12px;padding:20px 24px
22px;min-width:0}.card-head{display:flex;flex-wrap:wrap;align-items:baseline;gap:2px 16px;margin-bottom:14px}h2{font-size:18px;font-weight:600;line-height:1.35}
.hint{color:var(--ink-3);font-size:13px}@media(max-width:720px){main{padding:16px 12px 40px}.card{padding:16px 14px}.verdict{flex-direction:column;gap:8px}}button,select,.search{font:inherit;font-size:13px;line-height:20px;color:var(--ink);background:var(--raised);border:1px solid var(--line);border-radius:7px;padding:4px
10px;min-height:30px}button{cursor:pointer}button:hover,select:hover{border-color:var(--ink-3)}:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
.search{width:150px}.search::placeholder{color:var(--ink-3);opacity:1}.link{min-height:0;padding:0;border:0;background:none;color:var(--accent);font:inherit}.link:hover{
text-decoration:underline}.quiet{border-color:transparent;background:none;color:var(--accent)}.chip[aria-pressed=true]{background:var(--ink);border-color:var(--ink);
color:var(--surface)}.alarm{border-color:var(--alarm);color:var(--alarm)}.group{display:inline-flex}.group>button{border-radius:0;margin-left:-1px;position:relative}
.group>button:hover,.group>button:focus-visible{z-index:1}.group>button:first-child{border-radius:7px 0 0 7px;margin-left:0}.group>button:last-child{border-radius:0
7px 7px 0}.group>button:only-child{border-radius:7px}.toolbar{display:flex;flex-wrap:wrap;align-items:center;gap:8px 12px;margin-bottom:14px}.toolbar select{max-width:150px}.push{display:inline-flex;gap:12px;margin-left:auto}
.found{color:var(--ink-2);font-size:13px}.minimap,.timeline{position:relative}.minimap{margin-bottom:6px}canvas{display:block}.scroller{overflow:hidden auto}.sticky{
position:sticky;top:0;height:0}.minimap-picture{height:48px;touch-action:pan-y}.timeline-picture{cursor:grab;touch-action:pan-y;-webkit-user-select:none;user-select:none;
border-radius:4px}.timeline-picture:active{cursor:grabbing}.timeline-overlay{position:absolute;inset:0;pointer-events:none}.tooltip{position:absolute;z-index:5;
max-width:380px;padding:10px 14px 11px;border:1px solid var(--line);border-radius:10px;background:var(--raised);box-shadow:0 6px 22px #0a141e29;font-size:13px;line-height:1.45;
pointer-events:none}.tooltip.pinned{pointer-events:auto;border-color:var(--ink-3)}.tooltip-head{display:flex;align-items:baseline;margin-bottom:6px;overflow-wrap:anywhere}
.tooltip-head strong{font-weight:600;font-size:14px;flex:1}.tooltip dl{display:grid;grid-template-columns:auto minmax(0,1fr);gap:1px 14px}.close{min-height:0;border:0;
background:none;padding:0 2px;margin-left:10px;font-size:18px;line-height:1;color:var(--ink-2)}.mark{display:inline-block;width:10px;height:10px;border-radius:2px;
margin-right:6px;flex:none;background:var(--mark, var(--ink-3))}.mark-ok{--mark: var(--ok-2)}.mark-fail{--mark: var(--fail-2)}.mark-info{--mark: var(--info-2)}.fault-partition{
--mark: var(--fault-partition)}.fault-kill{--mark: var(--fault-kill)}.fault-pause{--mark: var(--fault-pause)}.fault-clock{--mark: var(--fault-clock)}.fault-other{
--mark: var(--fault-other)}.legend{display:flex;flex-wrap:wrap;gap:4px 18px;color:var(--ink-2);font-size:13px}.timeline+.legend{margin-top:12px}.line{display:inline-block;
width:18px;margin:0 6px 3px 0;border-top:2px solid var(--ink-3)}.keys{margin-top:12px;font-size:13px;color:var(--ink-2)}.keys summary{cursor:pointer;width:fit-content}
.keys dl{display:grid;grid-template-columns:max-content 1fr;gap:2px 18px;margin-top:8px}#violations{border-color:color-mix(in srgb,var(--alarm) 45%,var(--surface))}#violations h2{color:var(--alarm)}.violation+.violation,.others+.violation{margin-top:26px;
padding-top:24px;border-top:1px solid var(--line-soft)}.further{border-top:1px solid var(--line-soft)}.others{margin-top:18px}.others>summary{width:fit-content;
padding:4px 0 8px;color:var(--accent);cursor:pointer}.further summary{padding:9px 0;cursor:pointer;overflow-wrap:anywhere}.further .violation{padding:4px 0 20px
18px}.further .sentence{display:none}.sentence:first-letter,.further summary:first-letter{text-transform:uppercase}.sentence{font-size:17px;line-height:1.45;max-width:84ch;
overflow-wrap:anywhere}.sentence+.hint{margin-top:4px}.interval-picture{margin:16px 0 10px}.interval-picture svg{display:block;font:12.5px var(--font)}.interval-picture
text{fill:var(--ink-2)}.interval-picture .small{font-size:11px}.interval-picture .shade{fill:var(--mark);opacity:.08}.interval-picture .bar{fill:var(--mark)}.interval-picture
.name{text-anchor:end;font-size:12px}.interval-picture .time{font-size:11px;text-anchor:middle;fill:var(--ink-3)}.interval-picture .rule{stroke:var(--line-soft)}
.interval-picture .moment{stroke:var(--line);stroke-dasharray:2 3}.interval-picture .operation{cursor:pointer;outline-offset:3px}.interval-picture .interval{fill:var(--interval)}
.interval-picture .operation:hover .interval{stroke:var(--ink);stroke-width:2}.outcome-ok{--interval: var(--ok-2);--on: #ffffff}.outcome-fail{--interval: var(--fail-2);
--on: #0f1a24}.outcome-info{--interval: var(--info-2);--on: #ffffff}.interval-picture text.in{fill:var(--on);font-weight:600}.interval-picture text.out{fill:var(--ink);
font-weight:600}.interval-picture text.before{text-anchor:end}.operations{padding-left:22px;margin-bottom:14px}.operations li{padding:2px 0}.operations .operation{
font-weight:600}@media(prefers-reduced-motion:reduce){*{transition:none!important;animation:none!important}}@media print{main{max-width:none;padding:0;gap:14px}body{background:#fff;
font-size:11pt}.toolbar,.minimap,.keys,.tooltip,.card button:not(.link),#timeline-heading+.hint{display:none}.card{border:0;padding:8px 0}canvas{max-width:100%;
-webkit-print-color-adjust:exact;print-color-adjust:exact}.mark,.badge,.interval-picture{-webkit-print-color-adjust:exact;print-color-adjust:exact}.timeline-overlay{
display:none}.violation{break-inside:avoid}}:root{--mono: ui-monospace, "SF Mono", "Cascadia Code", Menlo, Consolas, "DejaVu Sans Mono", monospace;--ok-3: #1b5a94;--fail-3: #a96200;--info-3: #6a2c80;--node-1:
#0072b2;--node-2: #d55e00;--node-3: #009e73;--node-4: #b0508c;--node-5: #8a7a00;--node-6: #3fa4d8;--node-7: #5b6570;--function-1: #0f7a70;--function-2: #4a48c8;
--function-3: #b3446f;--function-4: #7a5a2a;--function-5: #5c6873;--function-6: #2f94c9;--function-7: #7b9a1c}@media(prefers-color-scheme:dark){:root:not([data-print]){
--ok-3: #2a6fae;--fail-3: #b97412;--info-3: #8f4ba6;--node-1: #4aa8e0;--node-2: #f08a3c;--node-3: #2cc495;--node-4: #de86bb;--node-5: #cdbb3a;--node-6: #86cdf2;
--node-7: #97a3af;--function-1: #3cbcae;--function-2: #9492f5;--function-3: #e8799f;--function-4: #c79a5c;--function-5: #9aa6b1;--function-6: #6cc0ec;--function-7:
#aecb4c}}:root{--fact-name: 96px}.reasons{margin-top:12px;padding-left:20px;color:var(--ink-2);max-width:90ch}.notice{margin-top:12px;color:var(--unknown)}.tiles{display:grid;
grid-template-columns:minmax(260px,1.5fr) repeat(auto-fit,minmax(170px,1fr));margin-top:24px;background:var(--surface);border:1px solid var(--line-soft);border-radius:12px;
overflow:hidden}.tile{display:grid;align-content:start;gap:2px;padding:15px 20px 14px;box-shadow:0 0 0 .5px var(--line-soft)}.tile-label{color:var(--ink-2);font-size:13px}
.tile-number{font-size:27px;font-weight:600;line-height:1.2;letter-spacing:-.01em}.tile-under{color:var(--ink-3);font-size:13px;overflow-wrap:anywhere}.shares{display:flex;
flex-wrap:wrap;gap:2px 14px}.share{white-space:nowrap}@media(min-width:760px){.facts>.wide{grid-column:span 2}}h3{font-size:14px;font-weight:600}.columns{display:grid;
grid-template-columns:repeat(auto-fit,minmax(min(460px,100%),1fr));gap:22px;align-items:start}.table{overflow:auto}.table.tall{max-height:420px}#faults table{min-width:940px}table{border-collapse:collapse;width:100%;font-size:13.5px}th{position:sticky;top:0;
background:var(--surface);color:var(--ink-3);font-weight:500;text-align:left;white-space:nowrap;box-shadow:inset 0 -1px var(--line)}th,td{padding:6px 18px 6px 0;
vertical-align:top}th:last-child,td:last-child{padding-right:0}tbody tr+tr td{border-top:1px solid var(--line-soft)}td{overflow-wrap:break-word}.number{text-align:right;
white-space:nowrap}.kind{white-space:nowrap}.status-skipped{color:var(--ink-3)}.status-indeterminate{color:var(--unknown)}.command{display:flex;align-items:flex-start;
gap:12px}.command code{flex:1;padding:9px 14px;border-radius:8px;background:var(--bg);font:13px/1.5 var(--mono);overflow-wrap:anywhere}.command+.logs,.command+.hint,
.logs+.hint{margin-top:10px}a{color:var(--accent)}.mark-reign{--mark: var(--term-1)}.mark-fault{--mark: var(--fault-partition)}.mark.shade-1{--mark: var(--ok-1)}.mark.shade-2{--mark: var(--ok-2)}.mark.shade-3{--mark:
var(--ok-3)}.function-1{--mark: var(--function-1)}.function-2{--mark: var(--function-2)}.function-3{--mark: var(--function-3)}.function-4{--mark: var(--function-4)}
.function-5{--mark: var(--function-5)}.function-6{--mark: var(--function-6)}.function-7{--mark: var(--function-7)}.shades .mark:not(:first-child){margin-left:10px}
.line.dashed{border-top-style:dotted}.line~.line{margin-left:12px}.plot-head{display:flex;flex-wrap:wrap;align-items:center;gap:6px 18px;min-height:32px;margin-bottom:4px}
.plot+.plot-head{margin-top:14px}.readout{margin-left:auto;color:var(--ink-2);font-size:13px;white-space:pre-wrap}.plot{overflow:hidden}.uplot{font-family:var(--font)}
.u-select{background:color-mix(in srgb,var(--accent) 18%,transparent)}.u-hz .u-cursor-x{border-right:1px solid var(--ink-3)}.outcome-ok.shade-1{--interval: var(--ok-1);--on: #0f1a24}.outcome-ok.shade-3{--interval: var(--ok-3);--on: #ffffff}@media print{#plots-heading+.hint{display:none}.table.tall{max-height:none}tr,.tile{break-inside:avoid}}
`;
